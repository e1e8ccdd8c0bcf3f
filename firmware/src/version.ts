import packageJson from '../package.json' with { type: 'json' }

/** Told at BootNotification and by `--version`. */
export const firmwareVersion: string = packageJson.version

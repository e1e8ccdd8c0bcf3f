import { readFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { type Logger, multistream, pino } from 'pino'
import { type ChargerConfig, ConfigError, parseConfig } from '../config.ts'
import { type DevicesConfig, devicesConfig, openDevices } from '../devices/catalogue.ts'
import { LogFile, logFileBounds } from '../diagnostics/log-file.ts'
import { StoreError } from '../store/contract.ts'
import { logFolder, Supervisor } from '../supervisor.ts'

type Config = ChargerConfig & { devices: DevicesConfig }

/** Reads and checks the configuration file. Throws a ConfigError that names every problem. */
export function readConfig(path: string): Config {
  return parseConfig(path, readFileSync(path, 'utf8'), devicesConfig)
}

/** Charges until SIGTERM or SIGINT, which ends the process. Returns an exit status at once: 0 while it goes on. */
export function startRunning(configPath: string): number {
  try {
    const config = readConfig(configPath)
    run(config, openLog(config), (status) => process.exit(status))
    // Else it would be written at an orderly end alone, and a charger's end is a power cut.
    flushCompileCache()
    return 0
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
    if (cause instanceof ConfigError) return 78
    if (cause instanceof StoreError) return 74
    return isMissingFile(cause) ? 78 : 70
  }
}

function run(config: Config, log: Logger, exit: (status: number) => void): void {
  const supervisor = new Supervisor({
    config,
    openDevices: (surroundings) => openDevices(config.devices, surroundings),
    log,
    onEnd: exit,
    ...(config.firmwareSlots === undefined
      ? {}
      : { firmwareSlots: { folder: config.firmwareSlots, start: 'newProcess' } }),
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void supervisor.end())
}

/** To stdout for whoever watches, and to the disk for who asks later. */
function openLog(config: Config): Logger {
  const redact = {
    paths: ['password', '*.password', 'headers.authorization', '*.AuthorizationKey'],
    censor: '[secret]',
  }
  const onDisk = new LogFile({ folder: logFolder(config), ...logFileBounds })
  const level = config.logLevel
  return pino(
    { level, redact },
    multistream([
      { level, stream: process.stdout },
      { level, stream: onDisk },
    ]),
  )
}

function isMissingFile(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EACCES')
}

import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { type ChargerConfig, parseConfig } from '../config.ts'
import { type DevicesConfig, devicesConfig, openDevices } from '../devices/catalogue.ts'
import { Supervisor } from '../supervisor.ts'

type Config = ChargerConfig & { devices: DevicesConfig }

/** Reads and checks the configuration file. Throws a ConfigError that names every problem. */
export function readConfig(path: string): Config {
  return parseConfig(path, readFileSync(path, 'utf8'), devicesConfig)
}

/** Charges until SIGTERM or SIGINT, then calls `exit` with the exit status. */
export function run(config: Config, log: Logger, exit: (status: number) => void): void {
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

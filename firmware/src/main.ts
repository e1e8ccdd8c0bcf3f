#!/usr/bin/env node
import { multistream, pino } from 'pino'
import { z } from 'zod'
import { parseCommand, usage } from './cli/arguments.ts'
import { readConfig, run } from './cli/run.ts'
import { runTool } from './cli/tools.ts'
import { ConfigError, configJsonSchema } from './config.ts'
import { devicesConfig } from './devices/catalogue.ts'
import { LogFile, logFileBounds } from './diagnostics/log-file.ts'
import { StoreError } from './store/contract.ts'
import { logFolder } from './supervisor.ts'
import { firmwareVersion } from './version.ts'

process.exitCode = main(process.argv.slice(2))

/** Returns the exit status of a command that is over; `run` goes on and exits by itself. */
function main(args: readonly string[]): number {
  const command = parseCommand(args)
  switch (command.kind) {
    case 'help':
      process.stdout.write(usage)
      return 0
    case 'version':
      process.stdout.write(`${firmwareVersion}\n`)
      return 0
    case 'schema':
      process.stdout.write(
        `${JSON.stringify(configJsonSchema(z.toJSONSchema(devicesConfig, { io: 'input' })), null, 2)}\n`,
      )
      return 0
    case 'wrong':
      process.stderr.write(`${command.problem}\n\n${usage}`)
      return 2
    case 'tool':
      void runTool(command.tool, command.args).then((status) => {
        process.exitCode = status
      })
      return 0
    case 'run':
      return startRunning(command.configPath)
  }
}

function startRunning(configPath: string): number {
  try {
    const config = readConfig(configPath)
    const redact = {
      paths: ['password', '*.password', 'headers.authorization', '*.AuthorizationKey'],
      censor: '[secret]',
    }
    const onDisk = new LogFile({ folder: logFolder(config), ...logFileBounds })
    const log = pino(
      { level: config.logLevel, redact },
      multistream([
        { level: config.logLevel, stream: process.stdout },
        { level: config.logLevel, stream: onDisk },
      ]),
    )
    run(config, log, (status) => process.exit(status))
    return 0
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
    if (cause instanceof ConfigError) return 78
    if (cause instanceof StoreError) return 74
    return isMissingFile(cause) ? 78 : 70
  }
}

function isMissingFile(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EACCES')
}

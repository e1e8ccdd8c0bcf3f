#!/usr/bin/env node
import { parseCommand, usage } from './cli/arguments.ts'
import { runTool } from './cli/tools.ts'
import { firmwareVersion } from './version.ts'

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status
})

/** Resolves with the exit status of a command that is over; `run` goes on and exits by itself. Loads what it needs. */
async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args)
  switch (command.kind) {
    case 'help':
      process.stdout.write(usage)
      return 0
    case 'version':
      process.stdout.write(`${firmwareVersion}\n`)
      return 0
    case 'schema':
      process.stdout.write((await import('./cli/schema.ts')).configurationSchema())
      return 0
    case 'wrong':
      process.stderr.write(`${command.problem}\n\n${usage}`)
      return 2
    case 'tool':
      return runTool(command.tool, command.args)
    case 'run':
      return (await import('./cli/run.ts')).startRunning(command.configPath)
  }
}

import { parseArgs } from 'node:util'
import { isTool, type ToolName } from './tools.ts'

export const usage = `colok-charger: the firmware of a Colok charger

Usage:
  colok-charger run --config <file>   charge, until SIGTERM or SIGINT
  colok-charger schema                print the configuration's JSON Schema
  colok-charger doctor --help         look at every device, say what is wrong
  colok-charger flash-board --help    write the I/O board's machine code
  colok-charger provision --help      write the configuration, with a claim code
  colok-charger commission --help     the checklist and its signed report
  colok-charger clear-lock --help     a welded relay was replaced
  colok-charger meter-key --help      the key that meter readings are signed by
  colok-charger boot-check --help     before each start: which firmware runs
  colok-charger --help | --version

Exit status: 0 done, 2 wrong usage, 70 a bug (relays were opened first),
74 the store cannot be used, 78 the configuration is wrong.
`

export type Command =
  | { readonly kind: 'run'; readonly configPath: string }
  | { readonly kind: 'schema' | 'help' | 'version' }
  /** One of the technicians' tools, with what stands behind its name. */
  | { readonly kind: 'tool'; readonly tool: ToolName; readonly args: readonly string[] }
  | { readonly kind: 'wrong'; readonly problem: string }

/** Reads the command line, without the node binary and the script. */
export function parseCommand(args: readonly string[]): Command {
  const [name, ...toolArgs] = args
  if (isTool(name)) return { kind: 'tool', tool: name, args: toolArgs }
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (cause) {
    return {
      kind: 'wrong',
      problem: cause instanceof Error ? cause.message : String(cause),
    }
  }
  const { values, positionals } = parsed
  if (values.help) return { kind: 'help' }
  if (values.version) return { kind: 'version' }
  const [command, ...rest] = positionals
  if (command === undefined) return { kind: 'wrong', problem: 'a command is wanted, such as run' }
  if (rest.length > 0)
    return {
      kind: 'wrong',
      problem: `one command is wanted, not also ${rest.join(' ')}`,
    }
  if (command === 'schema') return { kind: 'schema' }
  if (command !== 'run') return { kind: 'wrong', problem: `there is no command ${command}` }
  if (values.config === undefined) return { kind: 'wrong', problem: 'run needs --config <file>' }
  return { kind: 'run', configPath: values.config }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      config: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  })
}

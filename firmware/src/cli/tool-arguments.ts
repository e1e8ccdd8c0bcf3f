import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/** Reads a tool's options; a positional argument or an option that is not there is said with its name. */
export function parseToolArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    if (args.includes('--help') || args.includes('-h')) return { kind: 'help' } as const
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false })
    return { kind: 'parsed', values } as const
  } catch (cause) {
    return { kind: 'wrong', problem: cause instanceof Error ? cause.message : String(cause) } as const
  }
}

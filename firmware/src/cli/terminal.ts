import { createInterface } from 'node:readline/promises'

/** Where a tool speaks to a technician: a terminal of 80 columns, perhaps over SSH. */
export interface Terminal {
  /** A person sits there: questions can be asked. */
  readonly interactive: boolean
  /** Colours are welcome. */
  readonly colour: boolean
  write(text: string): void
  writeError(text: string): void
  /** Shows the question and waits for a line; `undefined` when nobody answers within `timeoutMs` or input ends. */
  ask(question: string, timeoutMs: number): Promise<string | undefined>
}

export const systemTerminal: Terminal = {
  interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  async ask(question, timeoutMs) {
    const lines = createInterface({ input: process.stdin, output: process.stdout })
    try {
      return await lines.question(question, { signal: AbortSignal.timeout(timeoutMs) })
    } catch {
      process.stdout.write('\n')
      return undefined
    } finally {
      lines.close()
    }
  },
}

const columns = 80

/** Text in lines of at most 80 columns, each after the first set in by `indent`. A longer word stands alone. */
export function wrap(text: string, { indent, first = indent }: { indent: string; first?: string }): string {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.split(/\s+/)) {
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = indent
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line].join('\n')
}

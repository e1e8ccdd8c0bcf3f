import type { Terminal } from '../cli/terminal.ts'

/** A terminal whose technician has written down every answer beforehand; one too few is nobody's answer. */
export class FakeTerminal implements Terminal {
  readonly colour = false
  readonly interactive: boolean
  readonly #answers: string[]
  readonly asked: string[] = []
  out = ''
  err = ''

  constructor(options: { interactive?: boolean; answers?: readonly string[] } = {}) {
    this.interactive = options.interactive ?? true
    this.#answers = [...(options.answers ?? [])]
  }

  write(text: string): void {
    this.out += text
  }

  writeError(text: string): void {
    this.err += text
  }

  async ask(question: string): Promise<string | undefined> {
    this.asked.push(question)
    return this.#answers.shift()
  }
}

/** Certificates and long lists say nothing beyond their beginning. */
const longestLine = 600

/** What went over the wire and what the operator asked for, in order, for whoever reads a failure. */
export class FrameLog {
  readonly #startedMs = performance.now()
  readonly #lines: string[] = []

  add(who: 'CP → CS' | 'CS → CP' | 'operator' | 'note', text: string): void {
    const seconds = ((performance.now() - this.#startedMs) / 1000).toFixed(3).padStart(8)
    const shown =
      text.length > longestLine ? `${text.slice(0, longestLine)}… (${text.length} characters)` : text
    this.#lines.push(`${seconds}  ${who.padEnd(8)}  ${shown}`)
  }

  toString(): string {
    return this.#lines.join('\n')
  }
}

/** What went over the wire and what was done to the charger, in order, for whoever reads a failure. */
export class FrameLog {
  readonly #startedMs = performance.now()
  readonly #lines: string[] = []

  /** `[2,"1","Heartbeat",{}]` and who sent it. */
  frame(sender: 'CP' | 'CS', text: string): void {
    this.#add(`${sender === 'CP' ? 'CP → CS' : 'CS → CP'}  ${abbreviate(text)}`)
  }

  /** An event that is no frame: a plug, a card, a connection. */
  note(text: string): void {
    this.#add(`         ${text}`)
  }

  toString(): string {
    return this.#lines.join('\n')
  }

  #add(line: string): void {
    const seconds = (performance.now() - this.#startedMs) / 1000
    this.#lines.push(`${seconds.toFixed(3).padStart(8)}  ${line}`)
  }
}

/** Certificates and long lists say nothing beyond their beginning. */
const longestFrame = 600

function abbreviate(text: string): string {
  const withoutIds = text.replace(/^(\[\s*\d,\s*)"[^"]{9,}"/, (_, type: string) => `${type}"…"`)
  return withoutIds.length > longestFrame
    ? `${withoutIds.slice(0, longestFrame)}… (${text.length} characters)`
    : withoutIds
}

import { createHash } from 'node:crypto'
import type { Clock } from '@colok/shared/time'

/** As the central system makes them for payments. */
const oneTimeIdTag = /\b[0-9A-Z]{20}\b/g

/** What is kept for the account of a violation. */
const tailLines = 4_000

const everybodys: ReadonlySet<string> = new Set(['world', 'cloud', 'payments', 'messages', 'partners'])

interface Entry {
  readonly subject: string
  readonly line: string
}

/** Everything that happened, in order, as text: the same text for the same seed. */
export class Chronicle {
  readonly #clock: Clock
  readonly #write: ((line: string) => void) | undefined
  readonly #hash = createHash('sha256')
  readonly #tail: Entry[] = []
  readonly #names = new Map<string, string>()
  events = 0

  constructor(clock: Clock, write?: (line: string) => void) {
    this.#clock = clock
    this.#write = write
  }

  /** Tells of a one-time idTag, which no seed decides, by a name that is the same each time. */
  rename(idTag: string): void {
    this.#names.set(idTag, `PAID-${this.#names.size + 1}`)
  }

  /** `subject` is a charger's id, a provider's name, `payments`, `partners`, `messages`, `cloud` or `world`. */
  note(subject: string, told: string): void {
    const text = told.replaceAll(oneTimeIdTag, (idTag) => this.#names.get(idTag) ?? idTag)
    const line = `${formatMoment(this.#clock.monotonicMs())} ${subject} ${text}`
    this.events += 1
    this.#hash.update(line).update('\n')
    this.#tail.push({ subject, line })
    if (this.#tail.length > tailLines) this.#tail.splice(0, tailLines / 2)
    this.#write?.(line)
  }

  /** The last lines about a subject, and about what concerns everybody. */
  lastAbout(subject: string, count: number): string[] {
    return this.#tail
      .filter((entry) => entry.subject === subject || everybodys.has(entry.subject))
      .slice(-count)
      .map(({ line }) => line)
  }

  /** Of every line until now. */
  digest(): string {
    return this.#hash.copy().digest('hex')
  }
}

/** `3d 04:05:06.789` of virtual time. */
export function formatMoment(ms: number): string {
  const whole = Math.floor(ms)
  const part = (divisor: number, modulus: number, width: number) =>
    String(Math.floor(whole / divisor) % modulus).padStart(width, '0')
  const time = `${part(3_600_000, 24, 2)}:${part(60_000, 60, 2)}:${part(1_000, 60, 2)}.${part(1, 1_000, 3)}`
  return `${Math.floor(whole / 86_400_000)}d ${time}`
}

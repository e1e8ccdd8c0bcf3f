import type { Clock } from '@colok/shared/time'
import { toIso } from '@colok/shared/time'
import type { WireEntry } from './snapshot.ts'
import { newestOfEachWire } from './wire-bound.ts'

/** An OCPP message is rarely longer; nothing on a screen needs more. */
const longestTextChars = 600

/** The last bytes and messages that went over the charger's wires. Bounded; for people to look at, never for logic. */
export class WireLog {
  readonly #clock: Clock
  /** Newest first. */
  #entries: readonly WireEntry[] = []
  readonly #listeners = new Set<() => void>()
  #lastId = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  addBytes(wire: string, direction: WireEntry['direction'], bytes: Uint8Array): void {
    // Two hex digits and a space a byte: what is cut off by the bound need not be formatted first.
    const shown = Buffer.from(bytes.subarray(0, longestTextChars / 3))
    this.addText(
      wire,
      direction,
      shown
        .toString('hex')
        .toUpperCase()
        .replace(/..(?!$)/g, '$& '),
    )
  }

  addText(wire: string, direction: WireEntry['direction'], text: string): void {
    this.#lastId += 1
    const cut = text.length > longestTextChars ? `${text.slice(0, longestTextChars)}…` : text
    const entry = { id: this.#lastId, at: toIso(this.#clock.wallMs()), wire, direction, text: cut }
    this.#entries = newestOfEachWire([entry, ...this.#entries])
    for (const listener of this.#listeners) listener()
  }

  /** The entries after `id`, oldest first. */
  since(id: number): readonly WireEntry[] {
    return this.#entries.filter((entry) => entry.id > id).reverse()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

import type { Cancel, Clock } from '@colok/shared/time'
import type { FaultyLine } from './faults.ts'

const repeatMs = 65

/** An RDM6300 (hardware/protocols/rdm6300.md): says the card's number at once, and again for as long as it is held. */
export class Rdm6300 {
  readonly cardBytes = [5]
  readonly #line: FaultyLine
  readonly #clock: Clock
  #powered = false
  #card: readonly number[] | undefined
  #cancelRepeat: Cancel = () => {}

  constructor(options: { line: FaultyLine; clock: Clock }) {
    this.#line = options.line
    this.#clock = options.clock
  }

  setPowered(on: boolean): void {
    this.#powered = on
    this.#speak()
  }

  /** Puts a card with these five bytes into the field, or takes it away. */
  setCard(card: readonly number[] | undefined): void {
    this.#card = card
    this.#speak()
  }

  // 02 | version and tag, 10 hex | XOR of the five bytes, 2 hex | 03
  #speak(): void {
    this.#cancelRepeat()
    if (!this.#powered || !this.#card) return
    const checksum = this.#card.reduce((sum, byte) => sum ^ byte, 0)
    const digits = Buffer.from([...this.#card, checksum])
      .toString('hex')
      .toUpperCase()
    this.#line.send(Buffer.from(`\x02${digits}\x03`, 'latin1'))
    this.#cancelRepeat = this.#clock.after(repeatMs, () => this.#speak())
  }
}

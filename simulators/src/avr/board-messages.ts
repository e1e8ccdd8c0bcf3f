const startSysex = 0xf0
const endSysex = 0xf7
/** Everything that the board sends besides sysex is a status byte with two bytes of data. */
const shortMessageBytes = 3

/** Collects the bytes that a board sends into whole messages, for a line that wants to know where each ends. */
export class BoardMessages {
  readonly #onMessage: (message: Uint8Array) => void
  #bytes: number[] = []

  constructor(onMessage: (message: Uint8Array) => void) {
    this.#onMessage = onMessage
  }

  push(byte: number): void {
    // A board that restarts in the middle of a message begins a new one: both go on, as they would on a wire.
    if (byte >= 0x80 && byte !== endSysex) this.flush()
    this.#bytes.push(byte)
    const complete =
      this.#bytes[0] === startSysex ? byte === endSysex : this.#bytes.length >= shortMessageBytes
    if (complete) this.flush()
  }

  /** Hands on what there is, whole or not. */
  flush(): void {
    if (this.#bytes.length > 0) this.#onMessage(Uint8Array.from(this.#bytes))
    this.#bytes = []
  }
}

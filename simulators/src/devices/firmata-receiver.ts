/** One whole message from the host: `command` is its first byte (the channel bits kept), or `sysex`. */
export type FirmataMessage =
  | {
      readonly kind: 'sysex'
      readonly command: number
      readonly data: readonly number[]
    }
  | {
      readonly kind: 'short'
      readonly status: number
      readonly data: readonly number[]
    }

const startSysex = 0xf0
const endSysex = 0xf7

/** Longest sysex that an ATmega328P with its 2 KiB keeps a buffer for. */
const maxSysexBytes = 64

/** How many data bytes follow a status byte (Firmata protocol 2.5); none for the unknown, which are dropped. */
function dataBytesAfter(status: number): number {
  if (status < 0xf0) return (status & 0xf0) === 0xc0 || (status & 0xf0) === 0xd0 ? 1 : 2
  if (status === 0xf4 || status === 0xf5) return 2
  return 0
}

/** Cuts the host's bytes into messages (hardware/protocols/io-board.md §1). What is broken is dropped. */
export class FirmataReceiver {
  readonly #onMessage: (message: FirmataMessage) => void
  #status: number | undefined
  #data: number[] = []

  constructor(onMessage: (message: FirmataMessage) => void) {
    this.#onMessage = onMessage
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte)
  }

  reset(): void {
    this.#status = undefined
    this.#data = []
  }

  #take(byte: number): void {
    if (byte >= 0x80) this.#takeStatus(byte)
    else if (this.#status !== undefined) {
      this.#data.push(byte)
      if (this.#status !== startSysex) this.#finishShort()
      else if (this.#data.length > maxSysexBytes) this.reset()
    }
  }

  #takeStatus(byte: number): void {
    if (byte === endSysex) {
      const [command, ...data] = this.#data
      const complete = this.#status === startSysex && command !== undefined
      this.reset()
      if (complete) this.#onMessage({ kind: 'sysex', command, data })
      return
    }
    this.#status = byte
    this.#data = []
    if (byte !== startSysex) this.#finishShort()
  }

  #finishShort(): void {
    const status = this.#status
    if (status === undefined || this.#data.length < dataBytesAfter(status)) return
    const data = this.#data
    this.reset()
    this.#onMessage({ kind: 'short', status, data })
  }
}

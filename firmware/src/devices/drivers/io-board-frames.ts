/**
 * CONTROL and STATE of the I/O board, and the cutting of its bytes into messages
 * (hardware/protocols/io-board.md).
 */

const startSysex = 0xf0
const endSysex = 0xf7
const controlCommand = 0x01
const stateCommand = 0x02
const protocolVersion = 0x01

/** The longest message that a board may send; what is longer has lost its end. */
const maxMessageBytes = 512

/** Bit n of a mask stands for connector n + 1. */
export interface BoardState {
  readonly seq: number
  /** Another number than before: the board has restarted. */
  readonly boots: number
  readonly cause: ResetCause
  readonly driven: number
  readonly contacts: number
  readonly plugs: number
  readonly emergencyStop: boolean
  /** The board's dead-man has opened the relays, and no CONTROL has come since. */
  readonly deadMan: boolean
  readonly plugInputsFailed: boolean
  readonly leakage: boolean
  readonly i2cError: boolean
  /** CONTROL frames that the board did not take, modulo 128. */
  readonly refused: number
}

export type ResetCause = 'powerOn' | 'resetPin' | 'brownOut' | 'watchdog' | 'unknown'

export type StateFrame =
  | { readonly kind: 'state'; readonly state: BoardState }
  | { readonly kind: 'bad'; readonly problem: 'length' | 'checksum' | 'version' }

// F0 01 | version | seq | relays | crc0 crc1 crc2 | F7 (io-board.md §2)
export function buildControl({ seq, relays }: { seq: number; relays: number }): Uint8Array {
  const body = [controlCommand, protocolVersion, seq & 0x7f, relays & 0x7f]
  return Uint8Array.from([startSysex, ...body, ...checksum(body), endSysex])
}

export function isState(message: Uint8Array): boolean {
  return message[0] === startSysex && message[1] === stateCommand
}

// F0 02 | version | seq | boots | cause | driven | contacts | plugs | flags | refused | crc0 crc1 crc2 | F7 (§3)
export function parseState(message: Uint8Array): StateFrame {
  if (message.length !== 15) return { kind: 'bad', problem: 'length' }
  const body = message.slice(1, 11)
  const [crc0, crc1, crc2] = checksum(body)
  if (message[11] !== crc0 || message[12] !== crc1 || message[13] !== crc2)
    return { kind: 'bad', problem: 'checksum' }
  const [, version, seq, boots, cause, driven, contacts, plugs, flags, refused] = body as unknown as StateBody
  if (version !== protocolVersion) return { kind: 'bad', problem: 'version' }
  const state = {
    seq,
    boots,
    cause: resetCause(cause),
    driven,
    contacts,
    plugs,
    emergencyStop: (flags & 1) !== 0,
    deadMan: (flags & 2) !== 0,
    plugInputsFailed: (flags & 4) !== 0,
    leakage: (flags & 8) !== 0,
    i2cError: (flags & 16) !== 0,
    refused,
  }
  return { kind: 'state', state }
}

/** Ten bytes whose number has been checked. */
type StateBody = [
  command: number,
  version: number,
  seq: number,
  boots: number,
  cause: number,
  driven: number,
  contacts: number,
  plugs: number,
  flags: number,
  refused: number,
]

/** MCUSR of the ATmega328P (datasheet §11.9.1); the gravest when several are set. */
function resetCause(mcusr: number): ResetCause {
  if (mcusr & 0x08) return 'watchdog'
  if (mcusr & 0x04) return 'brownOut'
  if (mcusr & 0x02) return 'resetPin'
  return mcusr & 0x01 ? 'powerOn' : 'unknown'
}

/** CRC-16/CCITT-FALSE in three bytes of 7, 7 and 2 bits (§4). */
function checksum(bytes: Iterable<number>): [number, number, number] {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
  }
  return [crc & 0x7f, (crc >> 7) & 0x7f, crc >> 14]
}

/**
 * Cuts what the board sends into whole messages. A byte of 80 or above begins one, F7 ends a sysex; data outside of a
 * message and messages that are cut short are dropped, so that the listener sees well-formed ones only.
 */
export class MessageSplitter {
  readonly #onMessage: (message: Uint8Array) => void
  readonly #onDropped: () => void
  #bytes: number[] = []

  constructor(options: { onMessage: (message: Uint8Array) => void; onDropped: () => void }) {
    this.#onMessage = options.onMessage
    this.#onDropped = options.onDropped
  }

  reset(): void {
    this.#bytes = []
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte)
  }

  #take(byte: number): void {
    const isSysex = this.#bytes[0] === startSysex
    if (byte === endSysex && isSysex) {
      this.#bytes.push(byte)
      this.#finish()
      return
    }
    if (byte >= 0x80) {
      if (this.#bytes.length > 0) this.#drop()
      if (byte === startSysex || byte === 0xf9 || byte < 0xf0) this.#bytes = [byte]
      else this.#onDropped()
      return
    }
    if (this.#bytes.length === 0) {
      this.#onDropped()
      return
    }
    this.#bytes.push(byte)
    // Everything that a board sends besides sysex is a status byte with two bytes of data.
    if (!isSysex && this.#bytes.length === 3) this.#finish()
    else if (this.#bytes.length > maxMessageBytes) this.#drop()
  }

  #finish(): void {
    const message = Uint8Array.from(this.#bytes)
    this.#bytes = []
    this.#onMessage(message)
  }

  #drop(): void {
    this.#bytes = []
    this.#onDropped()
  }
}

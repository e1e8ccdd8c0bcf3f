/**
 * CONTROL, STATE and MEASUREMENTS of the I/O board, and the cutting of its bytes into messages
 * (hardware/protocols/io-board.md).
 */
import type { LeakageTestResult } from '../contracts.ts'

const startSysex = 0xf0
const endSysex = 0xf7
const controlCommand = 0x01
const stateCommand = 0x02
const measurementsCommand = 0x03
const protocolVersion = 2
const checksumBytes = 3

/** The longest message that a board may send; what is longer has lost its end. */
const maxMessageBytes = 512

/** Everything that the host wants. Bit n of a mask stands for connector n + 1. */
export interface ControlFields {
  readonly relays: number
  /** Current for the service door's solenoid. */
  readonly letDoorGo: boolean
  /** Goes from false to true to begin a test of the leakage module. */
  readonly testLeakage: boolean
  /** Goes from 0 to 1 to forget that the socket's elements were welded. */
  readonly forget: number
}

/** STATE. Bit n of a mask stands for connector n + 1. */
export interface BoardState {
  readonly seq: number
  /** Another number than before: the board has restarted. */
  readonly boots: number
  readonly cause: ResetCause
  /** Which release of its program the board runs. */
  readonly program: number
  readonly driven: number
  /** Wanted, and not allowed before the host has let go of it. */
  readonly blocked: number
  readonly contacts: number
  readonly plugs: number
  readonly weldedA: number
  readonly weldedB: number
  readonly hot: number
  readonly doorOpen: boolean
  readonly tampered: boolean
  readonly solenoidOn: boolean
  readonly leakageTest: LeakageTestResult
  readonly emergencyStop: boolean
  /** The board's dead-man has opened the relays, and no CONTROL has come since. */
  readonly deadMan: boolean
  /** Plugs, door and tamper switch cannot be read. */
  readonly inputsFailed: boolean
  readonly leakage: boolean
  readonly i2cError: boolean
  /** CONTROL frames that the board did not take, modulo 128. */
  readonly refused: number
}

export type ResetCause = 'powerOn' | 'resetPin' | 'brownOut' | 'watchdog' | 'unknown'

export type BoardMessage =
  | { readonly kind: 'state'; readonly state: BoardState }
  /** What each thermistor's divider puts out, in mV; `undefined` where the board could not read it. */
  | { readonly kind: 'measurements'; readonly thermistorMv: readonly (number | undefined)[] }
  /** Our message, with a right checksum, of another version of the protocol. */
  | { readonly kind: 'otherVersion'; readonly version: number }
  | { readonly kind: 'bad'; readonly problem: 'length' | 'checksum' | 'value' }
  /** Firmata's. */
  | { readonly kind: 'other' }

// F0 01 | version | seq | relays | requests | forget | crc0 crc1 crc2 | F7 (io-board.md §2)
export function buildControl(seq: number, fields: ControlFields): Uint8Array {
  const requests = (fields.letDoorGo ? 1 : 0) | (fields.testLeakage ? 2 : 0)
  const body = [
    controlCommand,
    protocolVersion,
    seq & 0x7f,
    fields.relays & 0x7f,
    requests,
    fields.forget & 0x7f,
  ]
  return Uint8Array.from([startSysex, ...body, ...checksum(body), endSysex])
}

/** Takes one whole message, as the splitter finds it. */
export function parseBoardMessage(message: Uint8Array): BoardMessage {
  const command = message[1]
  if (message[0] !== startSysex || (command !== stateCommand && command !== measurementsCommand))
    return { kind: 'other' }
  const crcAt = message.length - 1 - checksumBytes
  if (crcAt < 3) return { kind: 'bad', problem: 'length' }
  const sum = checksum(message.subarray(1, crcAt))
  if (sum.some((byte, index) => message[crcAt + index] !== byte)) return { kind: 'bad', problem: 'checksum' }
  const version = message[2]!
  if (version !== protocolVersion) return { kind: 'otherVersion', version }
  const body = [...message.subarray(3, crcAt)]
  return command === stateCommand ? parseState(body) : parseMeasurements(body)
}

// seq | boots | cause | program | driven | blocked | contacts | plugs | weldedA | weldedB | hot | inputs | test |
// flags | refused (§3)
function parseState(body: readonly number[]): BoardMessage {
  if (!isStateBody(body)) return { kind: 'bad', problem: 'length' }
  const [seq, boots, cause, program, driven, blocked, contacts, plugs, ...rest] = body
  const [weldedA, weldedB, hot, inputs, test, flags, refused] = rest
  const leakageTest = leakageTestResults[test]
  if (leakageTest === undefined) return { kind: 'bad', problem: 'value' }
  const state = {
    seq,
    boots,
    cause: resetCause(cause),
    program,
    driven,
    blocked,
    contacts,
    plugs,
    weldedA,
    weldedB,
    hot,
    doorOpen: (inputs & 1) !== 0,
    tampered: (inputs & 2) !== 0,
    solenoidOn: (inputs & 4) !== 0,
    leakageTest,
    emergencyStop: (flags & 1) !== 0,
    deadMan: (flags & 2) !== 0,
    inputsFailed: (flags & 4) !== 0,
    leakage: (flags & 8) !== 0,
    i2cError: (flags & 16) !== 0,
    refused,
  }
  return { kind: 'state', state }
}

type N = number
type StateBody = readonly [N, N, N, N, N, N, N, N, N, N, N, N, N, N, N]

function isStateBody(body: readonly number[]): body is StateBody {
  return body.length === 15
}

const leakageTestResults: readonly LeakageTestResult[] = ['running', 'passed', 'stuck', 'noTrip', 'wontClear']

// known | (lsb msb)… in 0.25 mV (§9)
function parseMeasurements([known = 0, ...pairs]: readonly number[]): BoardMessage {
  if (pairs.length === 0 || pairs.length % 2 !== 0) return { kind: 'bad', problem: 'length' }
  const thermistorMv = Array.from({ length: pairs.length / 2 }, (_, index) => {
    const isKnown = (known & (1 << index)) !== 0
    return isKnown ? (pairs[2 * index]! | (pairs[2 * index + 1]! << 7)) / 4 : undefined
  })
  return { kind: 'measurements', thermistorMv }
}

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

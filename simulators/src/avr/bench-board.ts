import { readFileSync } from 'node:fs'
import type { I2cPart } from '../devices/i2c.ts'
import { BoardMessages } from './board-messages.ts'
import { cyclesPerMs, WiredBoard } from './wired-board.ts'

const hex = readFileSync(new URL('../../../firmware/board/colok-io.hex', import.meta.url), 'latin1')
const stateCommand = 0x02
const measurementsCommand = 0x03
const protocolVersion = 2
const elementPins = [
  [2, 6],
  [3, 7],
  [4, 8],
  [5, 9],
] as const
/** Longer than a self-test that passes. */
const startMs = 1_400
/** Longer than the proof that both elements of a socket open, which comes before they close. */
export const closingMs = 300

/** STATE as it is on the wire (hardware/protocols/io-board.md §3), but for the version and the checksum. */
const stateFields = [
  'seq',
  'boots',
  'cause',
  'program',
  'driven',
  'blocked',
  'contacts',
  'plugs',
  'weldedA',
  'weldedB',
  'hot',
  'inputs',
  'test',
  'flags',
  'refused',
] as const

export type SeenState = Readonly<Record<(typeof stateFields)[number], number>> & {
  /** The moment of its last byte. */
  readonly atCycle: number
}

/** MEASUREMENTS as it is on the wire (§9). */
export interface SeenMeasurements {
  readonly atCycle: number
  readonly known: number
  readonly millivolts: readonly number[]
}

/** A board on a technician's bench: started, with a host that says what the test makes it say, and all counted in cycles. */
export class BenchBoard {
  readonly board: WiredBoard
  readonly states: SeenState[] = []
  readonly measurements: SeenMeasurements[] = []
  /** Everything else, as hexadecimal. */
  readonly otherMessages: string[] = []
  #seq = 0

  constructor(options: { i2c?: ReadonlyMap<number, I2cPart>; eeprom?: Uint8Array } = {}) {
    const messages = new BoardMessages((message) => this.#onMessage(message))
    this.board = new WiredBoard({
      hex,
      i2c: options.i2c ?? new Map(),
      onSent: (byte) => messages.push(byte),
      onContact: () => {},
      ...(options.eeprom && { eeprom: options.eeprom }),
    })
  }

  /** Lets the board start, test its leakage module, and say so. */
  static started(options: ConstructorParameters<typeof BenchBoard>[0] = {}): BenchBoard {
    const bench = new BenchBoard(options)
    bench.board.runMs(startMs)
    return bench
  }

  /** With the relays of these connectors closed, as a host gets there: first none, then those. */
  static closed(...connectorIds: number[]): BenchBoard {
    const bench = BenchBoard.started()
    bench.control()
    bench.control(...connectorIds)
    bench.board.runMs(closingMs)
    return bench
  }

  get last(): SeenState {
    return this.states.at(-1)!
  }

  get cycles(): number {
    return this.board.machine.cycles
  }

  /** Sends CONTROL for the relays of these connectors, and runs until its last bit has come in. */
  control(...connectorIds: number[]): void {
    this.request({ relays: maskOf(connectorIds) })
  }

  /** Sends CONTROL with these fields, and runs until its last bit has come in. */
  request(fields: Omit<ControlFields, 'seq'>): void {
    this.#seq = (this.#seq + 1) & 0x7f
    this.send(controlFrame({ ...fields, seq: this.#seq }))
  }

  /** Sends these bytes, and runs until the last bit has come in. */
  send(bytes: Iterable<number>): void {
    let arrived = false
    this.board.receive(bytes, { onLast: () => (arrived = true) })
    while (!arrived) this.board.machine.runTo(this.cycles + 100)
  }

  /** The relays whose elements are both driven, as connector numbers. Throws when only one of a pair is. */
  get drivenConnectors(): number[] {
    return elementPins.flatMap((pins, index) => {
      const [first, second] = pins.map((pin) => this.board.machine.isDrivenHigh(pin))
      if (first !== second) throw new Error(`only one element of socket ${index + 1} is driven`)
      return first ? [index + 1] : []
    })
  }

  /** The pins of all elements whose coils have current. */
  get drivenPins(): number[] {
    return elementPins.flat().filter((pin) => this.board.machine.isDrivenHigh(pin))
  }

  /** Cycles until no element is driven any more; 0 when none is. Throws after `limitMs`. */
  cyclesUntilOpen(limitMs: number): number {
    const start = this.cycles
    this.msUntil(() => this.board.coilsOffSince !== undefined, limitMs)
    return Math.max(0, this.board.coilsOffSince! - start)
  }

  msUntilOpen(limitMs: number): number {
    return this.cyclesUntilOpen(limitMs) / cyclesPerMs
  }

  /** Milliseconds of the board's time, to a tenth, until something is so; throws after `limitMs`. */
  msUntil(condition: () => boolean, limitMs: number): number {
    const start = this.cycles
    while (!condition()) {
      if (this.cycles - start > limitMs * cyclesPerMs) throw new Error(`still not so after ${limitMs} ms`)
      this.board.runMs(0.1)
    }
    return (this.cycles - start) / cyclesPerMs
  }

  /** A host that keeps the relays of these connectors wanted, every 500 ms. */
  keepAlive(ms: number, ...connectorIds: number[]): void {
    for (let passed = 0; passed < ms; passed += 500) {
      this.control(...connectorIds)
      this.board.runMs(Math.min(500, ms - passed))
    }
  }

  #onMessage(message: Uint8Array): void {
    const [start, command] = message
    if (start !== 0xf0 || message.at(-1) !== 0xf7) this.#onOther(message)
    else if (command === stateCommand) this.#onState(bodyOf(message))
    else if (command === measurementsCommand) this.#onMeasurements(bodyOf(message))
    else this.#onOther(message)
  }

  #onState(body: readonly number[]): void {
    if (body.length !== stateFields.length) throw new Error(`a STATE of ${body.length} fields`)
    const fields = stateFields.map((field, index) => [field, body[index]!] as const)
    this.states.push({ atCycle: this.cycles, ...(Object.fromEntries(fields) as Omit<SeenState, 'atCycle'>) })
  }

  #onMeasurements([known = 0, ...pairs]: readonly number[]): void {
    const millivolts = elementPins.map((_, index) => (pairs[2 * index]! + 128 * pairs[2 * index + 1]!) / 4)
    this.measurements.push({ atCycle: this.cycles, known, millivolts })
  }

  #onOther(message: Uint8Array): void {
    this.otherMessages.push(Buffer.from(message).toString('hex'))
  }
}

/** What lies between version and checksum; throws when either is wrong. */
function bodyOf(message: Uint8Array): number[] {
  const signed = [...message.subarray(1, -4)]
  const [, version, ...body] = signed
  if (version !== protocolVersion) throw new Error(`a message of version ${version}`)
  if (!checksum(signed).every((byte, index) => byte === message.at(index - 4)))
    throw new Error('a message with a wrong checksum')
  return body
}

function maskOf(connectorIds: readonly number[]): number {
  return connectorIds.reduce((mask, connectorId) => mask | (1 << (connectorId - 1)), 0)
}

export const flag = {
  emergencyStop: 1,
  deadMan: 2,
  switchesUnreadable: 4,
  leakageTrip: 8,
  i2cWriteFailed: 16,
}
export const input = { doorOpen: 1, tampered: 2, solenoidOn: 4 }
export const request = { letDoorGo: 1, testLeakage: 2 }
export const testResult = { running: 0, passed: 1, stuck: 2, noTrip: 3, wontClear: 4 }
export const cause = { powerOn: 1, resetPin: 2, brownOut: 4, watchdog: 8 }

export interface ControlFields {
  readonly seq: number
  readonly relays: number
  readonly requests?: number
  readonly forget?: number
}

// F0 01 | version | seq | relays | requests | forget | crc0 crc1 crc2 | F7
export function controlFrame({ seq, relays, requests = 0, forget = 0 }: ControlFields): number[] {
  const body = [0x01, protocolVersion, seq, relays, requests, forget]
  return [0xf0, ...body, ...checksum(body), 0xf7]
}

/** CRC-16/CCITT-FALSE (io-board.md §4) by its table-free definition, apart from the code of either side. */
export function checksum(bytes: readonly number[]): [number, number, number] {
  const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, index) => (byte >> (7 - index)) & 1))
  const crc = bits.reduce((sum, bit) => {
    const shifted = (sum << 1) & 0xffff
    return (sum >> 15) ^ bit ? shifted ^ 0x1021 : shifted
  }, 0xffff)
  return [crc & 0x7f, (crc >> 7) & 0x7f, crc >> 14]
}

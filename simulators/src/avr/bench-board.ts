import { readFileSync } from 'node:fs'
import type { I2cPart } from '../devices/i2c.ts'
import { BoardMessages } from './board-messages.ts'
import { cyclesPerMs, WiredBoard } from './wired-board.ts'

const hex = readFileSync(new URL('../../../firmware/board/colok-io.hex', import.meta.url), 'latin1')
const stateCommand = 0x02
const elementPins = [
  [2, 6],
  [3, 7],
  [4, 8],
  [5, 9],
] as const

/** STATE as it is on the wire (hardware/protocols/io-board.md §3), with the moment of its last byte. */
export interface SeenState {
  readonly atCycle: number
  readonly seq: number
  readonly boots: number
  readonly cause: number
  readonly driven: number
  readonly contacts: number
  readonly plugs: number
  readonly flags: number
  readonly refused: number
}

/** A board on a technician's bench: started, with a host that says what the test makes it say, and all counted in cycles. */
export class BenchBoard {
  readonly board: WiredBoard
  readonly states: SeenState[] = []
  /** Everything that is not STATE, as hexadecimal. */
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

  /** Lets the board start and say so. */
  static started(options: ConstructorParameters<typeof BenchBoard>[0] = {}): BenchBoard {
    const bench = new BenchBoard(options)
    bench.board.runMs(60)
    return bench
  }

  /** With the relays of these connectors closed, as a host gets there: first none, then those. */
  static closed(...connectorIds: number[]): BenchBoard {
    const bench = BenchBoard.started()
    bench.control()
    bench.control(...connectorIds)
    bench.board.runMs(50)
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
    this.#seq = (this.#seq + 1) & 0x7f
    const relays = connectorIds.reduce((mask, connectorId) => mask | (1 << (connectorId - 1)), 0)
    this.send(controlFrame(this.#seq, relays))
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

  /** Milliseconds of the board's time, to the microsecond, until no element is driven any more; throws after `limitMs`. */
  msUntilOpen(limitMs: number): number {
    const start = this.cycles
    while (elementPins.flat().some((pin) => this.board.machine.isDrivenHigh(pin))) {
      if (this.cycles - start > limitMs * cyclesPerMs) throw new Error(`still closed after ${limitMs} ms`)
      this.board.machine.runTo(this.cycles + 16)
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
    const isWhole = message[0] === 0xf0 && message.at(-1) === 0xf7
    if (!isWhole || message[1] !== stateCommand) {
      this.otherMessages.push(Buffer.from(message).toString('hex'))
      return
    }
    if (message.length !== 15) throw new Error(`a STATE of ${message.length} bytes`)
    const body = [...message.subarray(1, 11)]
    const [, version, seq, boots, cause, driven, contacts, plugs, flags, refused] = body as StateBytes
    if (version !== 1) throw new Error(`a STATE of version ${version}`)
    if (!checksum(body).every((byte, index) => byte === message[11 + index]))
      throw new Error('a STATE with a wrong checksum')
    this.states.push({ atCycle: this.cycles, seq, boots, cause, driven, contacts, plugs, flags, refused })
  }
}

type StateBytes = [number, number, number, number, number, number, number, number, number, number]

export const flag = { emergencyStop: 1, deadMan: 2, plugsUnreadable: 4, leakageTrip: 8, i2cWriteFailed: 16 }
export const cause = { powerOn: 1, resetPin: 2, brownOut: 4, watchdog: 8 }

// F0 01 | version | seq | relays | crc0 crc1 crc2 | F7
export function controlFrame(seq: number, relays: number): number[] {
  const body = [0x01, 0x01, seq, relays]
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

import { type DeviceFaults, FaultyLine } from './faults.ts'

/** What a meter can do wrong besides its line. */
export interface MeterFaults extends DeviceFaults {
  /** It answers with what it read when this was set, for as long as it is set. */
  stuck: boolean
  /** Added to the energy register. */
  energyJumpWh: number
}

/** A meter's line together with all that can be wrong with the meter. */
export class MeterLine extends FaultyLine implements MeterFaults {
  stuck = false
  energyJumpWh = 0
}

/** What the meter's coil and terminals see now. */
export interface MeterInput {
  readonly voltageMv: number
  readonly currentMa: number
  readonly powerW: number
  readonly powerFactor: number
  readonly frequencyMhz: number
  readonly energyWh: number
}

/** One product: how it answers FC04. */
export interface MeterModel {
  readonly registerSizeWh: number
  /** Whether it answers a question for so many registers from there; else it is exception 02. */
  isReadable(first: number, count: number): boolean
  /** Its input registers by address; one that is missing reads as 0. */
  registers(input: MeterInput): ReadonlyMap<number, number>
}

const readInputRegisters = 0x04
const illegalFunction = 0x01
const illegalAddress = 0x02
const requestBytes = 8

/** A meter as a Modbus RTU slave. It is fed from the mains side, and may share its line with others. */
export class MeterSlave {
  readonly #line: MeterLine
  readonly #address: number
  readonly #model: MeterModel
  readonly #read: () => MeterInput
  #powered = false
  #buffer: number[] = []
  #lastRegisters: ReadonlyMap<number, number> | undefined

  constructor(options: {
    line: MeterLine
    address: number
    model: MeterModel
    read: () => MeterInput
  }) {
    this.#line = options.line
    this.#address = options.address
    this.#model = options.model
    this.#read = options.read
    this.#line.onBytes((bytes) => {
      if (this.#powered) this.#receive(bytes)
    })
  }

  setPowered(on: boolean): void {
    this.#powered = on
    this.#buffer = []
  }

  // address | 04 | first register, 2 | count, 2 | crc, low byte first
  #receive(bytes: Uint8Array): void {
    this.#buffer.push(...bytes)
    while (this.#buffer.length >= requestBytes) {
      const frame = this.#buffer.slice(0, requestBytes)
      const crc = crc16(frame.slice(0, 6))
      if (frame[6] !== (crc & 0xff) || frame[7] !== crc >> 8) {
        this.#buffer.shift()
        continue
      }
      this.#buffer = this.#buffer.slice(requestBytes)
      if (frame[0] === this.#address) this.#onRequest(frame)
    }
  }

  #onRequest(frame: readonly number[]): void {
    const code = frame[1]!
    const first = (frame[2]! << 8) | frame[3]!
    const count = (frame[4]! << 8) | frame[5]!
    if (code !== readInputRegisters) this.#reply([code | 0x80, illegalFunction])
    else if (count === 0 || !this.#model.isReadable(first, count)) this.#reply([code | 0x80, illegalAddress])
    else {
      const registers = this.#registers()
      const wanted = Array.from({ length: count }, (_, index) => registers.get(first + index) ?? 0)
      this.#reply([code, 2 * count, ...wanted.flatMap((value) => [value >> 8, value & 0xff])])
    }
  }

  #registers(): ReadonlyMap<number, number> {
    if (!this.#line.stuck || !this.#lastRegisters) {
      const input = this.#read()
      const energyWh = Math.floor(input.energyWh + this.#line.energyJumpWh) % this.#model.registerSizeWh
      this.#lastRegisters = this.#model.registers({ ...input, energyWh })
    }
    return this.#lastRegisters
  }

  #reply(body: readonly number[]): void {
    const frame = [this.#address, ...body]
    const crc = crc16(frame)
    this.#line.send(Uint8Array.from([...frame, crc & 0xff, crc >> 8]))
  }
}

/** CRC-16/MODBUS. */
function crc16(bytes: readonly number[]): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return crc
}

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

/** 9,999.99 kWh and one more step is 0 again (datasheet, "energy: measuring range"). */
export const registerSizeWh = 9_999_990

const readInputRegisters = 0x04
const illegalFunction = 0x01
const illegalAddress = 0x02
const requestBytes = 8
const registerCount = 10

/** A PZEM-004T v3 as a Modbus RTU slave (hardware/protocols/pzem-004t.md). It is fed from the mains side. */
export class Pzem004t {
  readonly #line: MeterLine
  readonly #address: number
  readonly #read: () => MeterInput
  #powered = false
  #buffer: number[] = []
  #lastRegisters: number[] | undefined

  constructor(options: {
    line: MeterLine
    address: number
    read: () => MeterInput
  }) {
    this.#line = options.line
    this.#address = options.address
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
    else if (count === 0 || first + count > registerCount) this.#reply([code | 0x80, illegalAddress])
    else {
      const wanted = this.#registers().slice(first, first + count)
      this.#reply([code, 2 * count, ...wanted.flatMap((value) => [value >> 8, value & 0xff])])
    }
  }

  #registers(): number[] {
    if (!this.#line.stuck || !this.#lastRegisters) this.#lastRegisters = this.#sample()
    return this.#lastRegisters
  }

  #sample(): number[] {
    const input = this.#read()
    const energyWh = Math.floor(input.energyWh + this.#line.energyJumpWh) % registerSizeWh
    return [
      Math.round(input.voltageMv / 100),
      ...lowWordFirst(Math.round(input.currentMa)),
      ...lowWordFirst(Math.round(input.powerW * 10)),
      ...lowWordFirst(energyWh),
      Math.round(input.frequencyMhz / 100),
      Math.round(input.powerFactor * 100),
      0,
    ]
  }

  #reply(body: readonly number[]): void {
    const frame = [this.#address, ...body]
    const crc = crc16(frame)
    this.#line.send(Uint8Array.from([...frame, crc & 0xff, crc >> 8]))
  }
}

function lowWordFirst(value: number): [number, number] {
  return [value & 0xffff, (value >>> 16) & 0xffff]
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

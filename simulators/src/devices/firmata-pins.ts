import type { FirmataMessage } from './firmata-receiver.ts'

/** The bus behind Firmata's I2C messages. */
export interface I2cBus {
  write(address: number, bytes: readonly number[]): void
  /** `undefined` when nobody answers. */
  read(address: number, register: number, count: number): number[] | undefined
}

const sysex = {
  analogMappingQuery: 0x69,
  analogMappingResponse: 0x6a,
  capabilityQuery: 0x6b,
  capabilityResponse: 0x6c,
  pinStateQuery: 0x6d,
  pinStateResponse: 0x6e,
  i2cRequest: 0x76,
  i2cReply: 0x77,
  i2cConfig: 0x78,
  reportFirmware: 0x79,
}
const reportVersion = 0xf9
const firmwareName = 'colok-io'
/** The protocol's version and the program's release. */
const firmwareVersion = [2, 2]
const pinCount = 20
const i2cPins = [18, 19]
const i2cMode = 0x06
const maxReadBytes = 32

/**
 * The part of Firmata 2.5 that the board offers (hardware/protocols/io-board.md §6). On this board every pin but the
 * two of the I2C bus belongs to our own messages, so pin modes and digital writes find nothing to act on.
 */
export class FirmataPins {
  readonly #send: (bytes: Uint8Array) => void
  readonly #i2c: I2cBus
  #i2cStarted = false

  constructor(options: { send: (bytes: Uint8Array) => void; i2c: I2cBus }) {
    this.#send = options.send
    this.#i2c = options.i2c
  }

  reset(): void {
    this.#i2cStarted = false
  }

  announce(): void {
    this.#send(Uint8Array.from([reportVersion, 2, 5]))
    this.#reply(sysex.reportFirmware, [
      ...firmwareVersion,
      ...sevenBitPairs([...Buffer.from(firmwareName, 'ascii')]),
    ])
  }

  handle(message: FirmataMessage): void {
    if (message.kind === 'sysex') this.#handleSysex(message.command, message.data)
    else if (message.status === reportVersion) this.#send(Uint8Array.from([reportVersion, 2, 5]))
  }

  #handleSysex(command: number, data: readonly number[]): void {
    if (command === sysex.reportFirmware)
      this.#reply(sysex.reportFirmware, [
        ...firmwareVersion,
        ...sevenBitPairs([...Buffer.from(firmwareName, 'ascii')]),
      ])
    else if (command === sysex.capabilityQuery) this.#reply(sysex.capabilityResponse, capabilities())
    else if (command === sysex.analogMappingQuery)
      this.#reply(
        sysex.analogMappingResponse,
        Array.from({ length: pinCount }, () => 0x7f),
      )
    else if (command === sysex.pinStateQuery) this.#onPinStateQuery(data)
    else if (command === sysex.i2cConfig) this.#i2cStarted = true
    else if (command === sysex.i2cRequest && this.#i2cStarted) this.#onI2cRequest(data)
  }

  #onPinStateQuery([pin]: readonly number[]): void {
    if (pin === undefined || pin >= pinCount) return
    this.#reply(sysex.pinStateResponse, [pin, i2cPins.includes(pin) ? i2cMode : 0x7f, 0])
  }

  // address | mode << 3 | (lsb msb)…
  #onI2cRequest([address, mode, ...pairs]: readonly number[]): void {
    if (address === undefined || mode === undefined || pairs.length % 2 !== 0) return
    const values = fromSevenBitPairs(pairs)
    const kind = (mode >> 3) & 0x03
    if (kind === 0) this.#i2c.write(address, values)
    else if (kind === 1) this.#onI2cRead(address, values)
  }

  #onI2cRead(address: number, values: readonly number[]): void {
    const register = values.length > 1 ? values[0]! : 0
    const count = Math.min(values.at(-1) ?? 0, maxReadBytes)
    const bytes = this.#i2c.read(address, register, count)
    if (bytes) this.#reply(sysex.i2cReply, sevenBitPairs([address, register, ...bytes]))
  }

  #reply(command: number, data: readonly number[]): void {
    this.#send(Uint8Array.from([0xf0, command, ...data, 0xf7]))
  }
}

function capabilities(): number[] {
  return Array.from({ length: pinCount }, (_, pin) =>
    i2cPins.includes(pin) ? [i2cMode, 1, 0x7f] : [0x7f],
  ).flat()
}

function sevenBitPairs(bytes: readonly number[]): number[] {
  return bytes.flatMap((byte) => [byte & 0x7f, byte >> 7])
}

function fromSevenBitPairs(pairs: readonly number[]): number[] {
  return Array.from(
    { length: pairs.length / 2 },
    (_, index) => (pairs[2 * index]! | (pairs[2 * index + 1]! << 7)) & 0xff,
  )
}

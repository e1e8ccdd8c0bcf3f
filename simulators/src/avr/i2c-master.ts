import { AVRTWI, type CPU, type TWIEventHandler, twiConfig } from 'avr8js'
import type { I2cPart } from '../devices/i2c.ts'

/** What hangs on the bus, and how the bus is, at any moment. */
export interface I2cWires {
  /** The part that acknowledges this address. */
  part(address: number): I2cPart | undefined
  /** A part holds SDA or SCL low, so that no transaction comes to an end. */
  isHeld(): boolean
}

const { TWCR, TWSR } = twiConfig
const interruptFlag = 0x80
const enable = 0x04
const idle = 0xf8
const prescalerMask = 0x03
/** A start or a stop takes about one clock, a byte with its acknowledgement nine. */
const clocksPerByte = 9

/**
 * The I2C interface of an emulated controller with the parts on its bus, in the bus's own time. A part is written to
 * once for each transaction, and read byte by byte from the register that was written before.
 */
export class I2cMaster {
  readonly #cpu: CPU
  readonly #twi: AVRTWI
  readonly #wires: I2cWires
  readonly #frequencyHz: number
  #part: I2cPart | undefined
  #written: number[] = []
  #register = 0
  /** Goes up when the interface is switched off, so that what was under way does not come to an end. */
  #session = 0

  constructor(options: { cpu: CPU; frequencyHz: number; wires: I2cWires }) {
    this.#cpu = options.cpu
    this.#wires = options.wires
    this.#frequencyHz = options.frequencyHz
    this.#twi = new AVRTWI(options.cpu, twiConfig, options.frequencyHz)
    this.#twi.eventHandler = this.#handler()
    this.#correctRegisters()
  }

  #handler(): TWIEventHandler {
    const twi = this.#twi
    return {
      start: () => {
        this.#deliver()
        this.#after(1, () => twi.completeStart())
      },
      stop: () => {
        this.#deliver()
        this.#part = undefined
        this.#after(1, () => twi.completeStop())
      },
      connectToSlave: (address) =>
        this.#after(clocksPerByte, () => {
          this.#part = this.#wires.part(address)
          twi.completeConnect(this.#part !== undefined)
        }),
      writeByte: (byte) =>
        this.#after(clocksPerByte, () => {
          this.#written.push(byte)
          twi.completeWrite(true)
        }),
      readByte: () =>
        this.#after(clocksPerByte, () => {
          const [byte] = this.#part?.read(this.#register, 1) ?? []
          this.#register += 1
          twi.completeRead(byte ?? 0xff)
        }),
    }
  }

  #deliver(): void {
    const bytes = this.#written
    this.#written = []
    if (bytes.length === 0) return
    this.#register = bytes[0]!
    this.#part?.write(bytes)
  }

  #after(clocks: number, run: () => void): void {
    const session = this.#session
    if (this.#wires.isHeld()) return
    this.#cpu.addClockEvent(
      () => {
        if (session === this.#session) run()
      },
      Math.round((clocks * this.#frequencyHz) / this.#twi.sclFrequency),
    )
  }

  /**
   * What avr8js 0.21 leaves out (datasheet §21.9.2 and §21.9.3): TWEN at 0 ends whatever is under way; TWINT is cleared
   * by writing a one to it, and by nothing else, taking the interrupt included; the status cannot be written.
   */
  #correctRegisters(): void {
    const cpu = this.#cpu
    const internals = this.#twi as unknown as { busy: boolean; TWI: { constant: boolean } }
    internals.TWI.constant = true
    const writeControl = cpu.writeHooks[TWCR]!
    cpu.writeHooks[TWCR] = (value, old, address, mask) => {
      const kept = value & interruptFlag ? 0 : old & interruptFlag
      if ((value & enable) === 0) {
        this.#session += 1
        this.#part = undefined
        this.#written = []
        internals.busy = false
        cpu.data[TWSR]! |= idle
      }
      writeControl(value, old, address, mask)
      cpu.data[TWCR] = (cpu.data[TWCR]! & ~interruptFlag) | kept
      return true
    }
    cpu.writeHooks[TWSR] = (value, old) => {
      cpu.data[TWSR] = (old & ~prescalerMask) | (value & prescalerMask)
      return true
    }
  }
}

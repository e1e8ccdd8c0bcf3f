import type { I2cPart } from './i2c.ts'

const register = {
  iodirA: 0x00,
  iodirB: 0x01,
  gpioA: 0x12,
  gpioB: 0x13,
  olatA: 0x14,
  olatB: 0x15,
  last: 0x15,
}

/**
 * An MCP23017 with IOCON.BANK = 0, written with sequential addressing (datasheet DS20001952, §3.2). After power-on all
 * pins are inputs, so that nothing lights before it has been told to.
 */
export class Mcp23017 implements I2cPart {
  readonly #onChange: () => void
  readonly #registers = new Uint8Array(register.last + 1)

  constructor(onChange: () => void) {
    this.#onChange = onChange
    this.#powerOn()
  }

  reset(): void {
    this.#powerOn()
    this.#onChange()
  }

  /** Pin 0 is A0, pin 8 is B0: true while it is an output and high. */
  isHigh(pin: number): boolean {
    const [direction, latch] = pin < 8 ? [register.iodirA, register.olatA] : [register.iodirB, register.olatB]
    const bit = 1 << (pin & 7)
    return (this.#registers[direction]! & bit) === 0 && (this.#registers[latch]! & bit) !== 0
  }

  write(bytes: readonly number[]): void {
    const [first, ...values] = bytes
    if (first === undefined) return
    for (const [index, value] of values.entries()) this.#set((first + index) % (register.last + 1), value)
    if (values.length > 0) this.#onChange()
  }

  read(first: number, count: number): number[] {
    return Array.from(
      { length: count },
      (_, index) => this.#registers[(first + index) % (register.last + 1)]!,
    )
  }

  #powerOn(): void {
    this.#registers.fill(0)
    this.#registers[register.iodirA] = 0xff
    this.#registers[register.iodirB] = 0xff
  }

  #set(address: number, value: number): void {
    this.#registers[address] = value
    // A write to a port goes to its latch, and an output reads back as its latch.
    if (address === register.gpioA || address === register.olatA)
      this.#registers[register.gpioA] = this.#registers[register.olatA] = value
    if (address === register.gpioB || address === register.olatB)
      this.#registers[register.gpioB] = this.#registers[register.olatB] = value
  }
}

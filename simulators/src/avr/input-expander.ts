import type { I2cPart } from '../devices/i2c.ts'

const register = {
  directionA: 0x00,
  directionB: 0x01,
  polarityA: 0x02,
  pullUpA: 0x0c,
  portA: 0x12,
  last: 0x15,
}

/**
 * An MCP23017 as sixteen inputs with switches to ground (datasheet DS20001952, §3.5, IOCON.BANK = 0). Outputs and
 * interrupts are not there, since nothing is wired to use them.
 */
export class InputExpander implements I2cPart {
  readonly #registers = new Uint8Array(register.last + 1)
  #closed = 0

  constructor() {
    this.reset()
  }

  /** As after power-on: inputs without pull-ups. */
  reset(): void {
    this.#registers.fill(0)
    this.#registers[register.directionA] = this.#registers[register.directionB] = 0xff
  }

  /** Inputs 0 to 7 are port A, 8 to 15 port B. */
  setSwitch(input: number, closed: boolean): void {
    this.#closed = closed ? this.#closed | (1 << input) : this.#closed & ~(1 << input)
  }

  write(bytes: readonly number[]): void {
    const [first = 0, ...values] = bytes
    for (const [index, value] of values.entries())
      this.#registers[(first + index) % (register.last + 1)] = value
  }

  read(first: number, count: number): number[] {
    return Array.from({ length: count }, (_, index) => this.#readOne((first + index) % (register.last + 1)))
  }

  /** A closed switch reads low; an open one high with its pull-up, and without one it floats, taken to be low. */
  #readOne(address: number): number {
    const port = address - register.portA
    if (port !== 0 && port !== 1) return this.#registers[address]!
    const closed = (this.#closed >> (8 * port)) & 0xff
    const levels = ~closed & this.#registers[register.pullUpA + port]!
    return (levels ^ this.#registers[register.polarityA + port]!) & 0xff
  }
}

import type { I2cPart } from '../devices/i2c.ts'

const register = {
  directionA: 0x00,
  directionB: 0x01,
  polarityA: 0x02,
  interruptEnableA: 0x04,
  control: 0x0a,
  controlMirror: 0x0b,
  pullUpA: 0x0c,
  pullUpB: 0x0d,
  flagA: 0x0e,
  captureA: 0x10,
  portA: 0x12,
  last: 0x15,
}
const afterPowerOn = new Map([
  [register.directionA, 0xff],
  [register.directionB, 0xff],
])

/**
 * An MCP23017 as eight inputs on port A with switches to ground, and its interrupt output INTA (datasheet DS20001952,
 * §3.5 and §3.6, IOCON.BANK = 0). Port B and comparison with DEFVAL are not there, since nothing is wired to use them.
 */
export class PlugExpander implements I2cPart {
  readonly #onInterrupt: (asserted: boolean) => void
  readonly #registers = new Uint8Array(register.last + 1)
  #closed = 0
  #captured = 0

  /** `onInterrupt`: INTA pulls its line low, or lets it go. */
  constructor(onInterrupt: (asserted: boolean) => void) {
    this.#onInterrupt = onInterrupt
    this.reset()
  }

  /** As after power-on: inputs without pull-ups, no interrupt. */
  reset(): void {
    this.#registers.fill(0)
    for (const [address, value] of afterPowerOn) this.#registers[address] = value
    this.#captured = this.#pins()
    this.#onInterrupt(false)
  }

  setSwitch(input: number, closed: boolean): void {
    const bit = 1 << input
    this.#closed = closed ? this.#closed | bit : this.#closed & ~bit
    this.#look()
  }

  write(bytes: readonly number[]): void {
    const [first = 0, ...values] = bytes
    values.forEach((value, index) => {
      const address = (first + index) % (register.last + 1)
      // The flags and the captured port cannot be written.
      if (address < register.flagA || address > register.captureA + 1) this.#registers[address] = value
      if (address === register.control || address === register.controlMirror)
        this.#registers[register.control] = this.#registers[register.controlMirror] = value
    })
    this.#look()
  }

  read(first: number, count: number): number[] {
    return Array.from({ length: count }, (_, index) => this.#readOne((first + index) % (register.last + 1)))
  }

  #readOne(address: number): number {
    if (address === register.portA || address === register.captureA) {
      const value = address === register.portA ? this.#pins() : this.#registers[register.captureA]!
      this.#registers[register.flagA] = 0
      this.#captured = this.#pins()
      this.#onInterrupt(false)
      return value
    }
    return this.#registers[address]!
  }

  /** A closed switch reads low; an open one high with its pull-up, and without one it floats, taken to be low. */
  #pins(): number {
    const levels = ~this.#closed & this.#registers[register.pullUpA]!
    return (levels ^ this.#registers[register.polarityA]!) & 0xff
  }

  #look(): void {
    const changed = (this.#pins() ^ this.#captured) & this.#registers[register.interruptEnableA]!
    if (changed === 0 || this.#registers[register.flagA] !== 0) return
    this.#registers[register.flagA] = changed
    this.#registers[register.captureA] = this.#pins()
    this.#onInterrupt(true)
  }
}

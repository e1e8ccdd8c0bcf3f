import type { I2cPart } from '../devices/i2c.ts'

const conversionRegister = 0
const configRegister = 1
/** Datasheet SBAS444, §8.1.3: a single-ended input at ±4.096 V, 128 samples a second, one conversion when it is asked for. */
const startBit = 0x8000
const supportedBits = 0x4383
const supportedMask = 0x4fff
/** 128 samples a second, and a tenth less at the end of its range. */
const conversionMs = 8.6
const fullScaleMv = 4_096
const highestCode = 0x7fff

/** An ADS1115 that is asked for one conversion after another, in the one way that the board's program uses. */
export class Ads1115 implements I2cPart {
  readonly #after: (ms: number, run: () => void) => void
  readonly #millivolts: (channel: number) => number
  #pointer = conversionRegister
  #bytesRead = 0
  #code = 0
  #config = 0x8583

  constructor(options: {
    after: (ms: number, run: () => void) => void
    millivolts: (channel: number) => number
  }) {
    this.#after = options.after
    this.#millivolts = options.millivolts
  }

  reset(): void {
    this.#pointer = conversionRegister
    this.#code = 0
    this.#config = 0x8583
  }

  /** The pointer, then the register's two bytes if it is to be written. */
  write([pointer = 0, high, low]: readonly number[]): void {
    this.#pointer = pointer & 0x03
    this.#bytesRead = 0
    if (this.#pointer !== configRegister || high === undefined || low === undefined) return
    this.#config = (high << 8) | low
    if ((this.#config & supportedMask) !== supportedBits)
      throw new Error(`an ADS1115 that is set to ${this.#config.toString(16)} is not simulated`)
    if ((this.#config & startBit) !== 0) this.#convert((this.#config >> 12) & 0x03)
  }

  /** Registers do not follow each other here: the pointer stays, and its two bytes come in turn. */
  read(_register: number, count: number): number[] {
    const value = this.#pointer === configRegister ? this.#config : this.#code
    return Array.from({ length: count }, () => (this.#bytesRead++ % 2 === 0 ? value >> 8 : value & 0xff))
  }

  #convert(channel: number): void {
    this.#after(conversionMs, () => {
      this.#code = Math.min(highestCode, Math.round((this.#millivolts(channel) * 0x8000) / fullScaleMv))
    })
  }
}

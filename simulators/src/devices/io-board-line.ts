import { type DeviceFaults, FaultyLine } from './faults.ts'
import type { LeakageModuleFault } from './residual-current-module.ts'

/** What can break on the I/O board and around it besides its line. Sets hold connectors. */
export interface IoBoardFaults extends DeviceFaults {
  /** Switching elements that stay closed whatever their coils do. */
  readonly weldedA: Set<number>
  readonly weldedB: Set<number>
  /** Both elements never close. */
  readonly deadContacts: Set<number>
  leakageModule: LeakageModuleFault
  /** The wire to the thermistor is cut. */
  readonly brokenThermistors: Set<number>
  /** The expander of the plugs, the door and the tamper switch does not answer. */
  inputsFailed: boolean
  /** No part on the I2C bus acknowledges. */
  i2cFailed: boolean
  /** The n-th byte from now that the host sends is lost; -1 for none. */
  loseHostByte: number
}

/** The I/O board's line together with all that can break on the board. */
export class IoBoardLine extends FaultyLine implements IoBoardFaults {
  readonly weldedA = new Set<number>()
  readonly weldedB = new Set<number>()
  readonly deadContacts = new Set<number>()
  readonly brokenThermistors = new Set<number>()
  leakageModule: LeakageModuleFault = 'none'
  inputsFailed = false
  i2cFailed = false
  loseHostByte = -1

  override onBytes(listener: (bytes: Uint8Array) => void): void {
    super.onBytes((bytes) => {
      const lost = this.loseHostByte
      if (lost >= 0) this.loseHostByte = Math.max(-1, lost - bytes.length)
      listener(lost >= 0 && lost < bytes.length ? bytes.filter((_, index) => index !== lost) : bytes)
    })
  }
}

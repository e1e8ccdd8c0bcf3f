import type { DeviceFault, DeviceFaultCode, FaultListener } from '../contracts.ts'
import type { DeviceLog } from '../device-log.ts'

/** Holds the one fault that a device has at a time, and tells of it only when it changes. */
export class FaultReporter {
  readonly #device: string
  readonly #log: DeviceLog
  readonly #onFault: FaultListener
  #fault: DeviceFault | undefined

  /** `device` opens every message: "Meter 3", "Card reader 1". */
  constructor(options: { device: string; log: DeviceLog; onFault: FaultListener }) {
    this.#device = options.device
    this.#log = options.log
    this.#onFault = options.onFault
  }

  raise(code: DeviceFaultCode, problem: string): void {
    const message = `${this.#device} ${problem}`
    if (this.#fault?.code === code && this.#fault.message === message) return
    this.#fault = { code, message }
    this.#log.warn({ device: this.#device, code }, message)
    this.#onFault(this.#fault)
  }

  clear(): void {
    if (!this.#fault) return
    this.#fault = undefined
    this.#log.info({ device: this.#device }, `${this.#device} works again`)
    this.#onFault(undefined)
  }
}

import type { Cancel, Clock } from '@colok/shared/time'
import type { DeviceLog } from '../device-log.ts'
import type { I2c, OpenI2c } from './linux-i2c.ts'

const retryMs = 5_000
/** Two whole screens; more than that waiting is a bus that does not keep up, and the next refresh tells all anew. */
const maxWaiting = 64

/**
 * The computer's I2C bus kept open: writes in order, one at a time; after an error it is opened again. Lights and
 * display hang on it, nothing that safety needs.
 */
export class DirectI2c {
  readonly #bus: number
  readonly #openI2c: OpenI2c
  readonly #clock: Clock
  readonly #log: DeviceLog
  readonly #onReady: () => void
  readonly #waiting: { address: number; bytes: readonly number[] }[] = []
  #running = false
  #i2c: I2c | undefined
  #writing = false
  #lastProblem = ''
  #cancelRetry: Cancel = () => {}

  constructor(options: {
    bus: number
    openI2c: OpenI2c
    clock: Clock
    log: DeviceLog
    /** It has been opened: what hangs on it may know nothing. */
    onReady: () => void
  }) {
    this.#bus = options.bus
    this.#openI2c = options.openI2c
    this.#clock = options.clock
    this.#log = options.log
    this.#onReady = options.onReady
  }

  start(): void {
    this.#running = true
    void this.#open()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#cancelRetry()
    this.#waiting.length = 0
    const i2c = this.#i2c
    this.#i2c = undefined
    await i2c?.close().catch(() => {})
  }

  /** Dropped while the bus is away, and when too much waits. */
  write(address: number, bytes: readonly number[]): void {
    if (!this.#i2c || this.#waiting.length >= maxWaiting) return
    this.#waiting.push({ address, bytes })
    if (!this.#writing) void this.#writeAll(this.#i2c)
  }

  async #open(): Promise<void> {
    try {
      const i2c = await this.#openI2c(this.#bus)
      if (!this.#running) return await i2c.close()
      this.#i2c = i2c
      this.#onReady()
    } catch (cause) {
      this.#fail(cause)
    }
  }

  async #writeAll(i2c: I2c): Promise<void> {
    this.#writing = true
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
        await i2c.write(next.address, next.bytes)
      this.#lastProblem = ''
    } catch (cause) {
      await i2c.close().catch(() => {})
      if (this.#i2c === i2c) {
        this.#i2c = undefined
        this.#fail(cause)
      }
    } finally {
      this.#writing = false
    }
  }

  #fail(cause: unknown): void {
    this.#waiting.length = 0
    const problem = cause instanceof Error ? cause.message : String(cause)
    if (problem !== this.#lastProblem)
      this.#log.warn(
        { bus: this.#bus, problem },
        `I2C bus ${this.#bus} fails; lights and display wait for it`,
      )
    this.#lastProblem = problem
    if (!this.#running) return
    this.#cancelRetry()
    this.#cancelRetry = this.#clock.after(retryMs, () => void this.#open())
  }
}

import type { Cancel, Clock } from '@colok/shared/time'
import type { BytePort, LineSettings, OpenBytePort } from '../byte-port.ts'

/** Between two tries to open: soon enough for a cable that is put back, rare enough to cost nothing. */
const retryMs = 1_000
/** An open that takes longer than this is told of as a loss, though it may still succeed. */
const openDeadlineMs = 5_000

export interface PortKeeperOptions {
  readonly line: LineSettings
  readonly openPort: OpenBytePort
  readonly clock: Clock
  /** The line has been opened, for the first time or again: the device may have been exchanged or restarted. */
  readonly onOpen: () => void
  readonly onData: (bytes: Uint8Array) => void
  /** It is gone, or could not be opened; it will be tried again. */
  readonly onLost: (reason: string) => void
}

/** Keeps one line open for as long as it runs: opens it again whenever it is lost. */
export class PortKeeper {
  readonly #options: PortKeeperOptions
  #running = false
  #opening = false
  #port: BytePort | undefined
  #cancelTimer: Cancel = () => {}

  constructor(options: PortKeeperOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#port !== undefined
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    if (!this.#opening) void this.#open()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#cancelTimer()
    const port = this.#port
    this.#port = undefined
    await port?.close()
  }

  /** Dropped while the line is closed. */
  write(bytes: Uint8Array): void {
    this.#port?.write(bytes)
  }

  /** Closes the line and opens it again, for a device that does not answer any more. */
  async reopen(): Promise<void> {
    const port = this.#port
    if (!port) return
    this.#port = undefined
    await port.close()
    if (this.#running && !this.#opening && !this.#port) await this.#open()
  }

  async #open(): Promise<void> {
    const { line, openPort, clock, onLost } = this.#options
    this.#opening = true
    this.#cancelTimer()
    this.#cancelTimer = clock.after(openDeadlineMs, () =>
      onLost(`${line.path} has not opened within ${openDeadlineMs} ms`),
    )
    try {
      const port = await openPort(line)
      this.#opening = false
      this.#cancelTimer()
      if (this.#running) this.#adopt(port)
      else await port.close()
    } catch (error) {
      this.#opening = false
      this.#cancelTimer()
      if (this.#running) this.#retryLater(error instanceof Error ? error.message : String(error))
    }
  }

  #adopt(port: BytePort): void {
    this.#port = port
    port.onData((bytes) => {
      if (this.#port === port) this.#options.onData(bytes)
    })
    port.onClose((reason) => {
      if (this.#port !== port) return
      this.#port = undefined
      this.#retryLater(`${this.#options.line.path} is gone: ${reason}`)
    })
    this.#options.onOpen()
  }

  #retryLater(reason: string): void {
    this.#options.onLost(reason)
    this.#cancelTimer()
    this.#cancelTimer = this.#options.clock.after(retryMs, () => void this.#open())
  }
}

import { EventEmitter } from 'node:events'
import type { Cancel, Clock } from '@colok/shared/time'

/** 64 bytes in 16 ms are 70 % of what 57600 baud carry, so that no queue builds up below us. */
const sliceBytes = 64
const sliceMs = 16
/** Ten redraws of the display: whoever makes more than that has lost control, and starts again from nothing. */
const maxQueuedBytes = 32_768

/**
 * The transport that firmata-io writes to. It lets out whole messages, slowly enough that a relay request, which goes
 * past it straight to the port, never waits behind more than a slice of display text.
 */
export class PacedTransport extends EventEmitter {
  readonly #clock: Clock
  readonly #send: (bytes: Uint8Array) => void
  readonly #onIdle: () => void
  readonly #queue: { bytes: Uint8Array; sent: () => void }[] = []
  #queuedBytes = 0
  #cancelSlice: Cancel | undefined

  /** `onIdle` is called whenever the last queued message has gone. */
  constructor(options: { clock: Clock; send: (bytes: Uint8Array) => void; onIdle: () => void }) {
    super()
    this.#clock = options.clock
    this.#send = options.send
    this.#onIdle = options.onIdle
  }

  get isIdle(): boolean {
    return this.#queue.length === 0
  }

  write(bytes: Uint8Array, sent: () => void = () => {}): void {
    if (this.#queuedBytes + bytes.length > maxQueuedBytes) this.clear()
    this.#queue.push({ bytes, sent })
    this.#queuedBytes += bytes.length
    this.#cancelSlice ??= this.#clock.after(0, () => this.#sendSlice())
  }

  /** Drops all that waits. */
  clear(): void {
    this.#cancelSlice?.()
    this.#cancelSlice = undefined
    for (const { sent } of this.#queue.splice(0)) sent()
    this.#queuedBytes = 0
  }

  #sendSlice(): void {
    let room = sliceBytes
    while (room > 0) {
      const next = this.#queue.shift()
      if (!next) break
      room -= next.bytes.length
      this.#queuedBytes -= next.bytes.length
      this.#send(next.bytes)
      next.sent()
    }
    // One more slice's wait also when nothing is left, so that what comes next keeps the pace.
    this.#cancelSlice = this.#clock.after(sliceMs, () => {
      this.#cancelSlice = undefined
      if (this.#queue.length > 0) this.#sendSlice()
      else this.#onIdle()
    })
  }
}

import type { Clock } from '@colok/shared/time'
import { PlugDebounce } from './debounce.ts'

/** A socket is live for as long as voltage was seen within three looks. */
const contactHoldMs = 25
/** Contacts follow their coil within this time; until then the old position is no answer. */
const contactSettleMs = 200

/** One socket on the computer's own pins: what is wanted of it, and what is seen. */
export class DirectSocket {
  wanted = false
  /** When a request came that its contact still has to answer. */
  askedMs: number | undefined
  readonly #clock: Clock
  readonly #onContact: (closed: boolean) => void
  readonly #plug: PlugDebounce
  #voltageSeenMs = Number.NEGATIVE_INFINITY
  #told: boolean | undefined

  constructor(
    clock: Clock,
    { onContact, onPlug }: { onContact: (closed: boolean) => void; onPlug: (plugged: boolean) => void },
  ) {
    this.#clock = clock
    this.#onContact = onContact
    this.#plug = new PlugDebounce({ clock, onPlug })
  }

  reset(): void {
    this.wanted = false
    this.askedMs = undefined
    this.#told = undefined
    this.#voltageSeenMs = Number.NEGATIVE_INFINITY
    this.#plug.stop()
  }

  see({ voltage, plugged }: { voltage: boolean; plugged: boolean }): void {
    this.#plug.see(plugged)
    const nowMs = this.#clock.monotonicMs()
    if (voltage) this.#voltageSeenMs = nowMs
    const closed = nowMs - this.#voltageSeenMs < contactHoldMs
    const answers =
      this.askedMs !== undefined && (closed === this.wanted || nowMs - this.askedMs >= contactSettleMs)
    if (answers) this.askedMs = undefined
    if (!answers && closed === this.#told) return
    this.#told = closed
    this.#onContact(closed)
  }
}

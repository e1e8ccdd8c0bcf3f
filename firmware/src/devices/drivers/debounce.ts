import type { Cancel, Clock } from '@colok/shared/time'

/** hardware.md S12: a plug has to stay in for 250 ms to count, and is out after 25 ms. */
const pluggedAfterMs = 250
const unpluggedAfterMs = 25

/** One plug switch: tells of a position once it has held long enough. */
export class PlugDebounce {
  readonly #clock: Clock
  readonly #onPlug: (plugged: boolean) => void
  #raw: boolean | undefined
  #told: boolean | undefined
  #cancel: Cancel = () => {}

  constructor(options: { clock: Clock; onPlug: (plugged: boolean) => void }) {
    this.#clock = options.clock
    this.#onPlug = options.onPlug
  }

  see(plugged: boolean): void {
    if (plugged === this.#raw) return
    this.#raw = plugged
    this.#cancel()
    if (plugged === this.#told) return
    this.#cancel = this.#clock.after(plugged ? pluggedAfterMs : unpluggedAfterMs, () => {
      this.#told = plugged
      this.#onPlug(plugged)
    })
  }

  stop(): void {
    this.#cancel()
    this.#raw = undefined
  }
}

import type { Clock } from '@colok/shared/time'

/** One machine's own idea of time: its crystal is a little fast or slow, and its calendar can be wrong. */
export class MachineClock {
  readonly #base: Clock
  readonly #rate: number
  #bootedMs = 0
  #wallOffsetMs = 0
  #forgetsTime = false

  /** `driftPpm`: how many microseconds in a second it is fast. */
  constructor(base: Clock, driftPpm: number) {
    this.#base = base
    this.#rate = 1 + driftPpm / 1_000_000
  }

  /** The monotonic clock begins anew, and the calendar is right, or that of 1970 when its battery is empty. */
  boot(): void {
    this.#bootedMs = this.#base.monotonicMs()
    this.#wallOffsetMs = this.#forgetsTime ? -this.#base.wallMs() : 0
    this.#forgetsTime = false
  }

  forgetTimeAtNextBoot(): void {
    this.#forgetsTime = true
  }

  jump(byMs: number): void {
    this.#wallOffsetMs += byMs
  }

  readonly clock: Clock = {
    monotonicMs: () => (this.#base.monotonicMs() - this.#bootedMs) * this.#rate,
    wallMs: () => this.#base.wallMs() + this.#wallOffsetMs,
    // A timer must not fire before its time by this machine's own count.
    after: (delayMs, run) => this.#base.after(Math.ceil(delayMs / this.#rate), run),
  }
}

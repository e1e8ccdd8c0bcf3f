import type { Clock, Instant } from '@colok/shared/time'

/** A clock before this has never been set: the firmware did not exist. */
const earliestPlausible = Date.UTC(2025, 0, 1)

/** The calendar of the charger: the system's clock until the central system gives the time, then that. */
export class Calendar {
  readonly #clock: Clock
  /** What the central system's clock is ahead of the monotonic one. */
  #aheadMs: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): Instant | 'unsynced' {
    if (this.#aheadMs !== undefined) return Math.round(this.#clock.monotonicMs() + this.#aheadMs)
    const wallMs = this.#clock.wallMs()
    return wallMs < earliestPlausible ? 'unsynced' : Math.round(wallMs)
  }

  set(wallMs: Instant): void {
    this.#aheadMs = wallMs - this.#clock.monotonicMs()
  }
}

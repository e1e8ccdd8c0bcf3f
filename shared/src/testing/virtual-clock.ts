import type { Cancel, Clock, Instant } from '../time.ts'

interface Timer {
  readonly dueMs: number
  readonly run: () => void
}

// A timer that re-arms itself for "now" would otherwise keep `advance` busy for ever.
const maxTimersInOneInstant = 100_000

const mostMovedByHand = 100

/**
 * A clock that stands still until it is told to advance. Timers run in the order in which they fall due, equal ones in
 * the order in which they were set; between two timers everything that waits on a settled promise runs, so a chain of
 * awaits and timers unfolds as it would in real time.
 *
 * Work that waits for real I/O does not count as settled: `advance` waits for it only where `busy` speaks of it.
 */
export class VirtualClock implements Clock {
  #monotonicMs: number
  #wallOffsetMs: number
  /** How many timers have run. */
  fired = 0
  /** The soonest last, so that what is set for soon and what is due move little; of equal ones the first that was set. */
  readonly #timers: Timer[] = []
  readonly #busy: () => Promise<void> | undefined

  /** `busy` gives a promise of the end of what is on its way, to a database for instance; undefined when nothing is. */
  constructor(
    start: { wallMs?: Instant; monotonicMs?: number; busy?: () => Promise<void> | undefined } = {},
  ) {
    this.#busy = start.busy ?? (() => undefined)
    this.#monotonicMs = start.monotonicMs ?? 0
    this.#wallOffsetMs = (start.wallMs ?? Date.UTC(2026, 10, 23)) - this.#monotonicMs
  }

  monotonicMs(): number {
    return this.#monotonicMs
  }

  wallMs(): Instant {
    return this.#wallOffsetMs + this.#monotonicMs
  }

  /** Jumps the calendar, as a first time sync or a wrong server does; timers and the monotonic clock do not notice. */
  setWall(instant: Instant): void {
    this.#wallOffsetMs = instant - this.#monotonicMs
  }

  /** How many timers are set: 0 when everything has been cleaned up. */
  get pendingTimers(): number {
    return this.#timers.length
  }

  after(delayMs: number, run: () => void): Cancel {
    if (!Number.isFinite(delayMs) || delayMs < 0)
      throw new RangeError(`a timer of ${delayMs} ms: it needs a number from 0 up`)
    const timer = { dueMs: this.#monotonicMs + delayMs, run }
    this.#insert(timer)
    return () => {
      // It stands among those that are due with it, behind all that are due later.
      for (let index = this.#placeOf(timer.dueMs); index < this.#timers.length; index += 1) {
        const each = this.#timers[index]!
        if (each.dueMs !== timer.dueMs) return
        if (each !== timer) continue
        this.#timers.splice(index, 1)
        return
      }
    }
  }

  /**
   * Moves time on by `durationMs`, running what falls due. `advance(0)` runs what is due now. Rejects with whatever a
   * timer throws, and stays at that timer's moment.
   */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#monotonicMs + durationMs
    let atThisInstant = 0
    await this.#settled()
    for (;;) {
      const next = this.#timers.at(-1)
      if (next === undefined || next.dueMs > endMs) break
      atThisInstant = next.dueMs <= this.#monotonicMs ? atThisInstant + 1 : 0
      if (atThisInstant > maxTimersInOneInstant)
        throw new Error(
          `more than ${maxTimersInOneInstant} timers at ${this.#monotonicMs} ms: one re-arms itself without delay`,
        )
      this.#timers.pop()
      this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs)
      this.fired += 1
      next.run()
      await this.#settled()
    }
    this.#monotonicMs = endMs
  }

  /**
   * Moves time on in steps of `stepMs`: what falls due within a step runs at its end. So lives a process on a machine that
   * sleeps between two looks, and long waits cost as many turns of what is periodic as there are steps.
   */
  async stride(durationMs: number, stepMs: number): Promise<void> {
    const endMs = this.#monotonicMs + durationMs
    while (this.#monotonicMs < endMs) {
      this.#monotonicMs = Math.min(endMs, this.#monotonicMs + stepMs)
      await this.advance(0)
    }
  }

  /** Before those that are due sooner: mostly a few at the end, and moving those by hand costs less than a `splice`. */
  #insert(timer: Timer): void {
    const timers = this.#timers
    const few = timers.length - mostMovedByHand
    if (few > 0 && timers[few]!.dueMs <= timer.dueMs) {
      timers.splice(this.#placeOf(timer.dueMs), 0, timer)
      return
    }
    let place = timers.length
    for (; place > 0 && timers[place - 1]!.dueMs <= timer.dueMs; place -= 1)
      timers[place] = timers[place - 1]!
    timers[place] = timer
  }

  /** Where a timer due at `dueMs` goes: its turn comes after all that are due at the same moment. */
  #placeOf(dueMs: number): number {
    let low = 0
    let high = this.#timers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#timers[middle]!.dueMs > dueMs) low = middle + 1
      else high = middle
    }
    return low
  }

  /** One turn of the event loop: by then every promise callback, and those that they set off, have run. */
  protected turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }

  /** Waits until all that can go on without time going on has done so. */
  async #settled(): Promise<void> {
    await this.turn()
    for (let busy = this.#busy(); busy !== undefined; busy = this.#busy()) {
      await busy
      await this.turn()
    }
  }
}

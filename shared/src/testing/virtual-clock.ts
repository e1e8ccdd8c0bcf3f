import type { Cancel, Clock, Instant } from '../time.ts'

interface Timer {
  readonly dueMs: number
  /** Of two that are due at the same moment the lower comes first. */
  readonly turn: number
  readonly run: () => void
  /** Where it stands in the heap; -1 when it has run or was taken off. */
  place: number
}

// A timer that re-arms itself for "now" would otherwise keep `advance` busy for ever.
const maxTimersInOneInstant = 100_000

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
  #timersSet = 0
  /** A binary heap: the timer at `place` is due no later than those at `2 * place + 1` and `2 * place + 2`. */
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
    const place = this.#timers.length
    const timer: Timer = { dueMs: this.#monotonicMs + delayMs, turn: this.#timersSet, run, place }
    this.#timersSet += 1
    this.#timers.push(timer)
    this.#rise(timer)
    return () => {
      if (timer.place >= 0) this.#takeOff(timer)
    }
  }

  /**
   * Moves time on by `durationMs`, running what falls due. `advance(0)` runs what is due now. Rejects with whatever a
   * timer throws, and stays at that timer's moment.
   */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#monotonicMs + durationMs
    let atThisInstant = 0
    for (;;) {
      await this.turn()
      const busy = this.#busy()
      if (busy !== undefined) {
        await busy
        continue
      }
      const next = this.#timers[0]
      if (next === undefined || next.dueMs > endMs) break
      atThisInstant = next.dueMs <= this.#monotonicMs ? atThisInstant + 1 : 0
      if (atThisInstant > maxTimersInOneInstant)
        throw new Error(
          `more than ${maxTimersInOneInstant} timers at ${this.#monotonicMs} ms: one re-arms itself without delay`,
        )
      this.#takeOff(next)
      this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs)
      this.fired += 1
      next.run()
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

  #takeOff(timer: Timer): void {
    const { place } = timer
    timer.place = -1
    const last = this.#timers.pop()
    if (last === undefined || last === timer) return
    // The last one fills the gap, and may belong above it as well as below.
    last.place = place
    this.#timers[place] = last
    this.#rise(last)
    this.#sink(last)
  }

  #rise(timer: Timer): void {
    const timers = this.#timers
    let { place } = timer
    while (place > 0) {
      const above = timers[(place - 1) >> 1]!
      if (isSooner(above, timer)) break
      timers[place] = above
      above.place = place
      place = (place - 1) >> 1
    }
    timers[place] = timer
    timer.place = place
  }

  #sink(timer: Timer): void {
    const timers = this.#timers
    let { place } = timer
    for (let below = 2 * place + 1; below < timers.length; below = 2 * place + 1) {
      const other = timers[below + 1]
      const sooner = other !== undefined && isSooner(other, timers[below]!) ? other : timers[below]!
      if (isSooner(timer, sooner)) break
      const gap = sooner.place
      timers[place] = sooner
      sooner.place = place
      place = gap
    }
    timers[place] = timer
    timer.place = place
  }

  /** One turn of the event loop: by then every promise callback, and those that they set off, have run. */
  protected turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }
}

function isSooner(one: Timer, other: Timer): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.turn < other.turn)
}

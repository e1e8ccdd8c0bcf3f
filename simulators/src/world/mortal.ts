import type { Clock } from '@colok/shared/time'

/** A process: what belongs to a dead one neither hears nor does anything any more. */
export interface Life {
  alive: boolean
}

/** Something awaited by a dead process: it never comes. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {})
}

/** Timers of a dead process do not fire. */
export function mortalClock(clock: Clock, life: Life, afterRun: () => void = () => {}): Clock {
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs(),
    after: (delayMs, run) =>
      clock.after(delayMs, () => {
        if (!life.alive) return
        run()
        afterRun()
      }),
  }
}

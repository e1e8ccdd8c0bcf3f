import type { Cancel, Clock } from '@colok/shared/time'

/** A process: what belongs to a dead one neither hears nor does anything any more. */
export interface Life {
  alive: boolean
}

/** Something awaited by a dead process: it never comes. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {})
}

/** What is due so soon holds on to a dead process for no longer. */
const soonMs = 60_000

/** Of each machine, the timers of the processes that it has had. */
const timersOn = new WeakMap<Clock, Map<Life, Set<Cancel>>>()

/**
 * Timers of a dead process do not fire. Those that are far off are taken off as its machine's next process begins: a job of
 * each night would hold on to all that the process was until then, and a month has hundreds of processes.
 */
export function mortalClock(clock: Clock, life: Life, afterRun: () => void = () => {}): Clock {
  const timers = timersOf(clock, life)
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs(),
    after: (delayMs, run) => {
      if (delayMs <= soonMs)
        return clock.after(delayMs, () => {
          if (!life.alive) return
          run()
          afterRun()
        })
      const takeOff = clock.after(delayMs, () => {
        timers.delete(takeOff)
        if (!life.alive) return
        run()
        afterRun()
      })
      timers.add(takeOff)
      return () => {
        timers.delete(takeOff)
        takeOff()
      }
    },
  }
}

function timersOf(clock: Clock, life: Life): Set<Cancel> {
  const lives = timersOn.get(clock) ?? new Map<Life, Set<Cancel>>()
  for (const [other, timers] of lives) {
    if (other.alive) continue
    for (const takeOff of timers) takeOff()
    lives.delete(other)
  }
  const timers = lives.get(life) ?? new Set()
  timersOn.set(clock, lives.set(life, timers))
  return timers
}

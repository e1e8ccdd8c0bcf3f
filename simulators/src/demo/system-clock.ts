import type { Clock } from '@colok/shared/time'

/** This machine's own time. A pending delay keeps the process alive no longer than its owner does. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

import type { Clock } from '@colok/shared/time'

/** The machine's own clock. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, run) {
    // A timer of Node takes a millisecond at least, which a long queue would wait for at each message.
    if (delayMs <= 0) {
      const turn = setImmediate(run)
      return () => clearImmediate(turn)
    }
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

import type { Clock } from '@colok/shared/time'

/** setTimeout fires at once for longer delays; nothing here waits for 24 days. */
const longestDelayMs = 2 ** 31 - 1

/** The machine's own time. A delay of 0 runs after the input that is waiting now, so that writes share a commit. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, run) {
    if (delayMs <= 0) {
      const immediate = setImmediate(run)
      return () => clearImmediate(immediate)
    }
    const timeout = setTimeout(run, Math.min(delayMs, longestDelayMs))
    return () => clearTimeout(timeout)
  },
}

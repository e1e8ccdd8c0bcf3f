import type { Clock } from '@colok/shared/time'

/** Waits so long, or until the signal is aborted; never rejects. */
export function pause(clock: Clock, durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = () => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(durationMs, end)
    signal.addEventListener('abort', end)
  })
}

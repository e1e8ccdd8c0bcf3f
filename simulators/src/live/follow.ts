import type { Clock } from '@colok/shared/time'
import type { SSEStreamingApi } from 'hono/streaming'

export interface ChangeSource {
  /** Returns what ends it. */
  onChange(listener: () => void): () => void
}

/** A snapshot is 2 kB: ten a second are enough for the eye and nothing for the loopback. */
const shortestGapMs = 100
/** A comment goes out when nothing has changed for so long, so that a dead page is noticed. */
const keepAliveMs = 15_000

/** Writes at once, then after each change, and a comment when it is quiet, until the page goes away. */
export async function follow(
  events: SSEStreamingApi,
  clock: Clock,
  source: ChangeSource,
  write: () => Promise<void>,
): Promise<void> {
  let changed = true
  let wake = () => {}
  const stopListening = source.onChange(() => {
    changed = true
    wake()
  })
  events.onAbort(() => wake())
  try {
    while (!events.aborted && !events.closed) {
      if (changed) {
        changed = false
        await write()
        await new Promise<void>((resolve) => clock.after(shortestGapMs, resolve))
      } else {
        const cancel = await new Promise<() => void>((resolve) => {
          const cancelTimer = clock.after(keepAliveMs, () => resolve(cancelTimer))
          wake = () => resolve(cancelTimer)
        })
        cancel()
        if (!changed && !events.aborted) await events.write(': still here\n\n')
      }
    }
  } finally {
    stopListening()
  }
}

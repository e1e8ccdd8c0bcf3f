import type { Clock } from '@colok/shared/time'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ChangeFeed } from '../live/feed.ts'
import { Problem } from './problem.ts'

/** Between two snapshots of one stream: a socket that measures every second needs no more on a screen. */
const pauseMs = 500

/** A word now and then keeps proxies from ending an idle stream, and shows either end when the other has gone. */
const keepAliveMs = 15_000

/** Streams that may be open at once. */
const maxStreams = 5000

let openStreams = 0

interface StreamEvent {
  readonly event: string
  readonly data: string
}

export interface SnapshotOptions {
  readonly clock: Clock
  readonly changes: ChangeFeed
  /** The one charger to follow; all of them when left out. */
  readonly chargePointId?: string | undefined
  /** Which chargers to send at the beginning. */
  readonly initially: readonly string[]
  /** The charger as it is now, as the data of a `snapshot`, or another event; undefined when there is nothing to send. */
  readonly snapshot: (chargePointId: string) => Promise<string | StreamEvent | undefined>
  /** How long until the snapshot of the one charger differs by the clock alone. */
  readonly turnsInMs?: () => number
}

/**
 * Server-sent events that each tell the whole state of one charger: whoever misses one loses nothing. Changes that come
 * while a snapshot is on its way are told by the next one.
 */
export function streamSnapshots(c: Context, options: SnapshotOptions): Response {
  if (openStreams >= maxStreams)
    throw new Problem('unavailable', 'Too many pages are being followed live; reload to see more.')
  const { clock, changes, chargePointId, initially, snapshot, turnsInMs } = options
  return streamSSE(c, async (stream) => {
    const pending = new Set(initially)
    let wake = () => {}
    const ended = new Promise<void>((resolve) => stream.onAbort(resolve))
    const stopListening = changes.listen((id) => {
      pending.add(id)
      wake()
    }, chargePointId)
    openStreams += 1
    try {
      while (!stream.aborted) {
        const [id] = pending
        if (id === undefined) {
          await stream.write('event: alive\ndata: \n\n')
          const turnMs = turnsInMs?.() ?? Number.POSITIVE_INFINITY
          await Promise.race([ended, delay(clock, Math.min(keepAliveMs, turnMs), (early) => (wake = early))])
          if (turnMs <= keepAliveMs && chargePointId !== undefined) pending.add(chargePointId)
          continue
        }
        pending.delete(id)
        const data = await snapshot(id)
        if (data !== undefined)
          await stream.writeSSE(typeof data === 'string' ? { event: 'snapshot', data } : data)
        if (pending.size === 0) await Promise.race([ended, delay(clock, pauseMs)])
      }
    } finally {
      openStreams -= 1
      stopListening()
    }
  })
}

/** Resolves after a time, or when `onEarly`'s function is called. */
function delay(
  clock: Clock,
  delayMs: number,
  onEarly: (early: () => void) => void = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(delayMs, resolve)
    onEarly(() => {
      cancel()
      resolve()
    })
  })
}

import { type Instant, toIso } from '@colok/shared/time'
import { z } from 'zod'

/**
 * The moment at which an event is handled. Durations and deadlines use `monotonicMs`, which starts anew at each
 * boot; `wall` is the calendar, once it is known to be right.
 */
export interface Now {
  readonly monotonicMs: number
  readonly bootId: string
  readonly wall: Instant | 'unsynced'
}

/** A moment as the journal and the outbox keep it: enough to find the calendar time later. */
export const stampSchema = z.strictObject({
  bootId: z.string(),
  monotonicMs: z.number(),
  /** `null` until the clock was right: then the time is worked out from `monotonicMs` of the same boot. */
  wallMs: z.number().nullable(),
})
export type Stamp = z.infer<typeof stampSchema>

export function stampOf(now: Now): Stamp {
  return {
    bootId: now.bootId,
    monotonicMs: now.monotonicMs,
    wallMs: now.wall === 'unsynced' ? null : now.wall,
  }
}

/**
 * The calendar time of a stamp, told with the clock of `now`. A stamp of this boot is exact; one of an earlier boot
 * whose clock never became right can only have come before this boot, so that moment stands for it, and it is
 * `estimated`: good enough to order by, never to choose a time-of-day price by.
 */
function resolveStamp(stamp: Stamp, now: Now): { at: Instant; estimated: boolean } | 'unsynced' {
  if (stamp.wallMs !== null) return { at: stamp.wallMs, estimated: false }
  if (now.wall === 'unsynced') return 'unsynced'
  const agoMs = stamp.bootId === now.bootId ? now.monotonicMs - stamp.monotonicMs : now.monotonicMs
  return {
    at: Math.round(now.wall - agoMs),
    estimated: stamp.bootId !== now.bootId,
  }
}

/** A stamp as OCPP's date-time. A clock that was never right leaves 1970 plus the time since boot. */
export function stampToIso(stamp: Stamp, now: Now): string {
  const resolved = resolveStamp(stamp, now)
  return toIso(resolved === 'unsynced' ? Math.round(stamp.monotonicMs) : resolved.at)
}

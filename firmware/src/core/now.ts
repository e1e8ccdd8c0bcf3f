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
  /** The boot ended before the clock was right, so the time is a guess: it orders, and must never choose a price. */
  estimated: z.literal(true).optional(),
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
 * A stamp as OCPP's date-time. One of this boot is exact as soon as the clock is right; one of an earlier boot can only have
 * come before this boot (`dateThePast` knows better). A clock that was never right leaves 1970 plus the time since boot.
 */
export function stampToIso(stamp: Stamp, now: Now): string {
  if (stamp.wallMs !== null) return toIso(stamp.wallMs)
  if (now.wall === 'unsynced') return toIso(Math.round(stamp.monotonicMs))
  const agoMs = stamp.bootId === now.bootId ? now.monotonicMs - stamp.monotonicMs : now.monotonicMs
  return toIso(Math.round(now.wall - agoMs))
}

import type { Instant } from '@colok/shared/time'
import type { AlertDetail, Condition } from './alert-turns.ts'

/** Something that is over as it is told: a door was forced, a password was wrong again. */
export interface Moment extends Omit<Condition, 'beganAt' | 'detail'> {
  readonly at: Instant
  /** Whether it ends what was raised about the same subject: the door is closed. */
  readonly ends: boolean
  readonly detail: AlertDetail
}

/** What is known of an open alert that was raised by a moment. */
export interface RaisedByMoment extends Condition {
  readonly isGone: boolean
}

/**
 * What is wrong after some more moments: what began lasts until its end is told, or nothing more is heard for `quietMs`.
 * What began and ended since the last look is raised all the same.
 */
export function conditionsAfter(
  open: readonly RaisedByMoment[],
  moments: readonly Moment[],
  { now, quietMs }: { readonly now: Instant; readonly quietMs: number },
): Condition[] {
  const conditions = new Map<string, Condition>()
  for (const { isGone, ...condition } of open)
    if (!isGone && condition.detail.ended === undefined) conditions.set(condition.subject, condition)
  const known = new Set(conditions.keys())
  for (const { at, ends, detail, ...moment } of moments) {
    const before = conditions.get(moment.subject)
    // A photo that has come stays with what is told of the same subject later.
    const kept = before?.detail.photoId === undefined ? {} : { photoId: before.detail.photoId }
    if (ends && known.has(moment.subject)) conditions.delete(moment.subject)
    else if (ends && before !== undefined)
      conditions.set(moment.subject, { ...before, detail: { ...before.detail, ended: true } })
    else if (!ends)
      conditions.set(moment.subject, {
        ...moment,
        beganAt: before?.beganAt ?? at,
        detail: { ...kept, ...detail, lastAt: at },
      })
  }
  return [...conditions.values()].filter(({ beganAt, detail }) => now - (detail.lastAt ?? beganAt) < quietMs)
}

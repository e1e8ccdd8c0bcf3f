import { toIso } from '@colok/shared/time'

/**
 * When the checkers look: what began before `before` has to be over, whatever is still under way otherwise. Once the
 * world has been calm that is everything.
 */
export interface Moment {
  readonly isCalm: boolean
  /** Wall clock. */
  readonly nowMs: number
  /** Wall clock; infinite once it is calm. */
  readonly beforeMs: number
  /** The same as the central system stores instants. */
  readonly before: string
}

/** Later than any instant that is stored. */
const endOfTime = '9999'

export function calmAt(nowMs: number): Moment {
  return { isCalm: true, nowMs, beforeMs: Number.POSITIVE_INFINITY, before: endOfTime }
}

/** In the middle of a story, where things may take so long. */
export function amid(nowMs: number, mayTakeMs: number): Moment {
  const beforeMs = nowMs - mayTakeMs
  return { isCalm: false, nowMs, beforeMs, before: toIso(beforeMs) }
}

import type { Instant } from '@colok/shared/time'

/** What is known of something that is wrong, for whoever reads of it. */
export interface AlertDetail {
  /** The chargers that it is about, by their names on the wire. */
  readonly chargers?: readonly string[]
  /** The charger's or the system's own word for it: `GroundFailure`, `forced`. */
  readonly code?: string
  /** More of it, in a sentence or as the charger has put it. */
  readonly text?: string
  readonly amountIdr?: number
  /** The upload that holds a photo of it. */
  readonly photoId?: string
  /** When it was last seen, of what is seen in moments. */
  readonly lastAt?: Instant
  /** It was over before it could be told. */
  readonly ended?: true
}

/** Something that a rule finds wrong now. */
export interface Condition {
  /** What it is about within its rule, the same for as long as it lasts: `charger:12`. */
  readonly subject: string
  readonly siteId: string | null
  readonly chargerId: number | null
  readonly connectorId: number | null
  readonly beganAt: Instant
  readonly detail: AlertDetail
}

/** An alert that has been raised and not cleared. */
export interface OpenAlert {
  readonly id: string
  readonly subject: string
  /** Since when its condition was not found any more. */
  readonly goneSince: Instant | undefined
  readonly detail: AlertDetail
}

export interface Turns {
  readonly raise: readonly Condition[]
  /** Those that are there again before they were cleared, and those of which more is known now. */
  readonly renew: readonly { readonly id: string; readonly detail: AlertDetail }[]
  readonly gone: readonly string[]
  readonly clear: readonly string[]
}

/** What becomes of a rule's alerts now that it has looked. One that comes and goes is one alert until it stays away. */
export function turnsOf(
  open: readonly OpenAlert[],
  found: readonly Condition[],
  { now, clearAfterMs }: { readonly now: Instant; readonly clearAfterMs: number },
): Turns {
  const alerts = new Map(open.map((alert) => [alert.subject, alert]))
  const conditions = new Map(found.map((condition) => [condition.subject, condition]))
  const missing = open.filter(({ subject }) => !conditions.has(subject))
  return {
    raise: [...conditions.values()].filter(({ subject }) => !alerts.has(subject)),
    renew: open.flatMap((alert) => {
      const condition = conditions.get(alert.subject)
      const isNew = condition !== undefined && !isSame(condition.detail, alert.detail)
      return condition !== undefined && (alert.goneSince !== undefined || isNew)
        ? [{ id: alert.id, detail: condition.detail }]
        : []
    }),
    gone: missing.filter(({ goneSince }) => goneSince === undefined).map(({ id }) => id),
    clear: missing
      .filter(({ goneSince }) => goneSince !== undefined && now - goneSince >= clearAfterMs)
      .map(({ id }) => id),
  }
}

const isSame = (one: AlertDetail, other: AlertDetail) => JSON.stringify(one) === JSON.stringify(other)

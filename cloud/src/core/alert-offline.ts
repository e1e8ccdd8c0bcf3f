import type { Instant } from '@colok/shared/time'
import type { Condition } from './alert-turns.ts'

/** A charger that is not connected. */
export interface OfflineCharger {
  readonly chargerId: number
  readonly chargePointId: string
  readonly siteId: string
  readonly since: Instant
}

/** Who drops within so long of one that has been gone for long enough has dropped with it. */
const togetherMs = 2 * 60_000

/** An outage is of two chargers at the least, and of half of those at the site. */
const leastOfOutage = 2

/**
 * Chargers that have been gone for too long. Where half of a site is gone, it is the site that is: one condition in the
 * place of forty. What was told of one charger before (`open`) goes on under its name.
 */
export function offlineConditions(
  offline: readonly OfflineCharger[],
  known: {
    readonly now: Instant
    readonly afterMs: number
    readonly chargersAtSite: ReadonlyMap<string, number>
    /** Subjects of the rule's open alerts. */
    readonly open: ReadonlySet<string>
  },
): Condition[] {
  const { now, afterMs, chargersAtSite, open } = known
  const isDue = ({ since }: OfflineCharger) => now - since >= afterMs
  const marginMs = Math.min(togetherMs, afterMs / 2)
  return [...Map.groupBy(offline, ({ siteId }) => siteId)].flatMap(([siteId, gone]) => {
    if (!gone.some(isDue)) return []
    const counted = gone.filter(({ since }) => now - since >= afterMs - marginMs)
    const isOutage =
      counted.length >= leastOfOutage && 2 * counted.length >= (chargersAtSite.get(siteId) ?? 0)
    if (!isOutage) return counted.map(ofOne)
    const own = counted.filter(({ chargerId }) => open.has(subjectOf(chargerId)))
    const together = counted.filter(({ chargerId }) => !open.has(subjectOf(chargerId)))
    return [...own.map(ofOne), ...(together.length > 0 ? [ofSite(siteId, together)] : [])]
  })
}

const subjectOf = (chargerId: number) => `charger:${chargerId}`

function ofOne({ chargerId, chargePointId, siteId, since }: OfflineCharger): Condition {
  const detail = { chargers: [chargePointId] }
  return { subject: subjectOf(chargerId), siteId, chargerId, connectorId: null, beganAt: since, detail }
}

function ofSite(siteId: string, gone: readonly OfflineCharger[]): Condition {
  const chargers = gone.map(({ chargePointId }) => chargePointId).sort()
  const beganAt = gone.reduce((earliest, { since }) => Math.min(earliest, since), Number.POSITIVE_INFINITY)
  return {
    subject: `site:${siteId}`,
    siteId,
    chargerId: null,
    connectorId: null,
    beganAt,
    detail: { chargers },
  }
}

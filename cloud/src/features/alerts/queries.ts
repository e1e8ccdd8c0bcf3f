import { sql } from 'kysely'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import { eventWithin } from '../access/reach.ts'
import type { RuleKind } from './rule-kinds.ts'
import type { AlertSortKey, AlertView } from './schemas.ts'

export interface AlertSelection {
  readonly reach: Reach
  readonly state?: 'open' | 'cleared' | undefined
  readonly kind?: RuleKind | undefined
  readonly site?: string | undefined
  readonly chargePointId?: string | undefined
  readonly incident?: number | undefined
  readonly sort?: Sort<AlertSortKey> | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** One page of alerts: the newest first, or as asked. What is of no site is for those who see everything. */
export async function listAlerts(
  runner: SqlRunner,
  selection: AlertSelection,
): Promise<{ items: AlertView[]; nextCursor: string | null }> {
  const { reach, state, kind, site, chargePointId, incident } = selection
  let query = runner.query
    .selectFrom('alert')
    .leftJoin('site', 'site.id', 'alert.siteId')
    .leftJoin('charger', 'charger.id', 'alert.chargerId')
    .select(['alert.id', 'rule', 'kind', 'severity', 'site.slug as site', 'chargePointId', 'connectorId'])
    .select(['detail', 'beganAt', 'raisedAt', 'clearedAt', 'acknowledgedAt', 'incidentNumber as incident'])
    .where(eventWithin(reach, 'alert.siteId', 'alert.raisedAt'))
  if (state !== undefined) query = query.where('openKey', state === 'open' ? 'is not' : 'is', null)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (site !== undefined) query = query.where('site.slug', '=', site)
  if (chargePointId !== undefined) query = query.where('chargePointId', '=', chargePointId)
  if (incident !== undefined) query = query.where('incidentNumber', '=', incident)
  const { items, nextCursor } = await sortedPage(query, alertOrder, selection)
  const alerts = items.map(({ detail, kind: stored, ...row }) => {
    const { lastAt: _, ended: __, ...shown } = JSON.parse(detail)
    return { ...row, kind: stored as RuleKind, detail: shown }
  })
  return { items: alerts, nextCursor }
}

const alertOrder: ListOrder<AlertSortKey> = {
  columns: {
    beganAt: textColumn(sql`alert.began_at`),
    severity: textColumn(sql`alert.severity`),
    kind: textColumn(sql`alert.kind`),
    clearedAt: textColumn(sql`coalesce(alert.cleared_at, '')`),
  },
  tieBreaker: textColumn(sql`alert.id`),
  unasked: 'desc',
}

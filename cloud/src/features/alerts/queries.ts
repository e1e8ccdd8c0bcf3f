import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import { eventWithin } from '../access/reach.ts'
import type { RuleKind } from './rule-kinds.ts'
import type { AlertView } from './schemas.ts'

export interface AlertSelection {
  readonly reach: Reach
  readonly state?: 'open' | 'cleared' | undefined
  readonly kind?: RuleKind | undefined
  readonly site?: string | undefined
  readonly chargePointId?: string | undefined
  readonly incident?: number | undefined
  /** The last id of the page before. */
  readonly before?: string | undefined
  readonly limit: number
}

/** Alerts, the newest first. What is of no site is for those who see everything. */
export async function listAlerts(runner: SqlRunner, selection: AlertSelection): Promise<AlertView[]> {
  const { reach, state, kind, site, chargePointId, incident, before, limit } = selection
  let query = runner.query
    .selectFrom('alert')
    .leftJoin('site', 'site.id', 'alert.siteId')
    .leftJoin('charger', 'charger.id', 'alert.chargerId')
    .select(['alert.id', 'rule', 'kind', 'severity', 'site.slug as site', 'chargePointId', 'connectorId'])
    .select(['detail', 'beganAt', 'raisedAt', 'clearedAt', 'acknowledgedAt', 'incidentNumber as incident'])
    .where(eventWithin(reach, 'alert.siteId', 'alert.raisedAt'))
    .orderBy('alert.id', 'desc')
    .limit(limit)
  if (state !== undefined) query = query.where('openKey', state === 'open' ? 'is not' : 'is', null)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (site !== undefined) query = query.where('site.slug', '=', site)
  if (chargePointId !== undefined) query = query.where('chargePointId', '=', chargePointId)
  if (incident !== undefined) query = query.where('incidentNumber', '=', incident)
  if (before !== undefined) query = query.where('alert.id', '<', before)
  const rows = await query.execute()
  return rows.map(({ detail, kind: stored, ...row }) => {
    const { lastAt: _, ended: __, ...shown } = JSON.parse(detail)
    return { ...row, kind: stored as RuleKind, detail: shown }
  })
}

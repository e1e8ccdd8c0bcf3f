import { sql } from 'kysely'
import { durationsOf, type IncidentTimes } from '../../core/incident.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { eventWithin } from '../access/reach.ts'
import { unseal } from '../access/sealed.ts'
import { doorPhotosOf } from './door-photos.ts'
import type { IncidentHistory, IncidentSortKey, IncidentView } from './schemas.ts'

export interface IncidentSelection {
  readonly reach: Reach
  readonly number?: number | undefined
  readonly state?: 'open' | 'untaken' | 'closed' | undefined
  readonly kind?: IncidentView['kind'] | undefined
  readonly site?: string | undefined
  readonly chargePointId?: string | undefined
  readonly sort?: Sort<IncidentSortKey> | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** One page of incidents: the newest first, or as asked. What is at no site is for those who see everything. */
export async function listIncidents(
  runner: SqlRunner,
  selection: IncidentSelection,
): Promise<{ items: IncidentView[]; nextCursor: string | null }> {
  const { number, state, kind, site, chargePointId } = selection
  let query = incidentQuery(runner, selection.reach)
  if (number !== undefined) query = query.where('number', '=', number)
  if (state === 'closed') query = query.where('incident.closedAt', 'is not', null)
  if (state === 'open' || state === 'untaken') query = query.where('incident.closedAt', 'is', null)
  if (state === 'untaken') query = query.where('acknowledgedAt', 'is', null)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (site !== undefined) query = query.where('site.slug', '=', site)
  if (chargePointId !== undefined) query = query.where('chargePointId', '=', chargePointId)
  const { items, nextCursor } = await sortedPage(query, incidentOrder, selection)
  return { items: items.map(toView), nextCursor }
}

const incidentNumber = numberColumn(sql`incident.number`)
const incidentOrder: ListOrder<IncidentSortKey> = {
  columns: {
    number: incidentNumber,
    openedAt: textColumn(sql`incident.opened_at`),
    title: textColumn(sql`lower(incident.title)`),
    kind: textColumn(sql`incident.kind`),
    siteName: textColumn(sql`coalesce(lower(site.name), '')`),
    chargePointId: textColumn(sql`coalesce(charger.charge_point_id, '')`),
  },
  tieBreaker: incidentNumber,
  unasked: 'desc',
}

function incidentQuery(runner: SqlRunner, reach: Reach) {
  return runner.query
    .selectFrom('incident')
    .leftJoin('site', 'site.id', 'incident.siteId')
    .leftJoin('charger', 'charger.id', 'incident.chargerId')
    .leftJoin('user', 'user.id', 'assigneeId')
    .select(['number', 'kind', 'source', 'severity', 'title', 'site.slug as site', 'site.name as siteName'])
    .select(['chargePointId', 'connectorId', 'assigneeId', 'user.name as assigneeName', 'openedAt'])
    .select(['acknowledgedAt', 'recoveredAt', 'incident.closedAt', 'resolution'])
    .where(eventWithin(reach, 'incident.siteId', 'incident.openedAt'))
}

type IncidentRow = Awaited<ReturnType<ReturnType<typeof incidentQuery>['execute']>>[number]

function toView({ assigneeId, assigneeName, ...row }: IncidentRow): IncidentView {
  const { acknowledgedAt, closedAt } = row
  const { toAcknowledgeMs, toRepairMs } = durationsOf(timesOf(row))
  return {
    ...row,
    state: closedAt !== null ? 'closed' : acknowledgedAt === null ? 'untaken' : 'taken',
    assignee: assigneeId === null ? null : { userId: assigneeId, name: assigneeName ?? '' },
    toAcknowledgeMs: toAcknowledgeMs ?? null,
    toRepairMs: toRepairMs ?? null,
  }
}

/** An incident's instants, as they are stored. */
export function timesOf(
  row: Pick<IncidentRow, 'openedAt' | 'acknowledgedAt' | 'recoveredAt' | 'closedAt'>,
): IncidentTimes {
  const instant = (text: string | null) => (text === null ? undefined : fromStoredInstant(text))
  return {
    openedAt: fromStoredInstant(row.openedAt),
    acknowledgedAt: instant(row.acknowledgedAt),
    recoveredAt: instant(row.recoveredAt),
    closedAt: instant(row.closedAt),
  }
}

/** One incident. Throws a Problem for one that is not there, or not within reach. */
export async function incidentOr404(runner: SqlRunner, number: number, reach: Reach): Promise<IncidentView> {
  const {
    items: [incident],
  } = await listIncidents(runner, { reach, number, limit: 1 })
  if (incident === undefined) throw new Problem('not-found', `There is no incident ${number}.`)
  return incident
}

/** More of anything than this is no incident any more. */
const mostShown = 1000

/** An incident with everything that happened with it. What drivers wrote is for those who see everything. */
export async function incidentHistory(
  services: Services,
  number: number,
  reach: Reach,
): Promise<IncidentHistory> {
  const { read, settings } = services
  const incident = await incidentOr404(read, number, reach)
  const entries = await read.query
    .selectFrom('incidentEntry')
    .select(['at', 'kind', 'writtenBy as by', 'text', 'detail'])
    .where('incidentNumber', '=', number)
    .orderBy('id')
    .limit(mostShown)
    .execute()
  const photos = await read.query
    .selectFrom('incidentPhoto')
    .select(['id', 'takenBy', 'takenAt', 'sizeBytes'])
    .where('incidentNumber', '=', number)
    .orderBy('id')
    .limit(mostShown)
    .execute()
  const reports = await read.query
    .selectFrom('faultReport')
    .select(['id', 'fault', 'sealedWords', 'connectorId', 'sealedPhone', 'createdAt'])
    .where('incidentNumber', '=', number)
    .orderBy('id')
    .limit(mostShown)
    .execute()
  return {
    ...incident,
    entries: entries.map((entry) => ({ ...entry, detail: JSON.parse(entry.detail) })),
    photos,
    doorPhotos: await doorPhotosOf(read, number),
    reports: reports.map(({ sealedWords, sealedPhone, ...report }) => ({
      ...report,
      words:
        sealedWords === null || reach.kind !== 'all'
          ? null
          : unseal(sealedWords, settings.secret, 'fault report'),
      wantsToHear: sealedPhone !== null,
    })),
  }
}

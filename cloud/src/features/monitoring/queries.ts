import { type Instant, toIso } from '@colok/shared/time'
import {
  type Availability,
  availabilityOf,
  availabilityOfAll,
  partsDuring,
  type Span,
} from '../../core/availability.ts'
import { durationsOf, meanMs } from '../../core/incident.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import { eventWithin } from '../access/reach.ts'
import { timesOf } from '../incidents/queries.ts'
import type { AvailabilityReport } from './schemas.ts'

export interface AvailabilityOf {
  readonly reach: Reach
  readonly from: Instant
  readonly to: Instant
  readonly site?: string | undefined
  readonly chargePointId?: string | undefined
}

interface SocketSpans {
  readonly site: string
  readonly siteName: string
  readonly chargePointId: string
  readonly connectorId: number
  readonly spans: Span[]
}

/** For how much of a time each socket, and each site, could be used; and how long repairs took. */
export async function availabilityReport(
  runner: SqlRunner,
  asked: AvailabilityOf,
): Promise<AvailabilityReport> {
  const time = { from: asked.from, to: asked.to }
  const sockets = (await spansWithin(runner, asked)).map((socket) => ({
    ...socket,
    figures: availabilityOf(socket.spans, time),
  }))
  const sites = [...Map.groupBy(sockets, ({ site }) => site)].map(([site, group]) => ({
    ...{ site, name: group[0]?.siteName ?? site },
    ...shown(
      availabilityOfAll(
        group.map(({ figures }) => figures),
        time,
      ),
    ),
  }))
  return {
    ...{ from: toIso(asked.from), to: toIso(asked.to) },
    ...(await repairTimes(runner, asked)),
    sites,
    sockets: sockets.map(({ site, chargePointId, connectorId, figures }) => ({
      ...{ site, chargePointId, connectorId },
      ...shown(figures),
    })),
  }
}

const shown = ({ basisPoints, meanDownMs, ...rest }: Availability) => ({
  ...{ ...rest, basisPoints: basisPoints ?? null, meanDownMs: meanDownMs ?? null },
})

/** What is known of each socket, of the time in which it was within reach: what goes on over a hand-over is split there. */
export async function spansWithin(runner: SqlRunner, asked: AvailabilityOf): Promise<SocketSpans[]> {
  const { reach, from, to, site, chargePointId } = asked
  let query = runner.query
    .selectFrom('socketSpan')
    .innerJoin('charger', 'charger.id', 'socketSpan.chargerId')
    .innerJoin('site', 'site.id', 'charger.siteId')
    .select([
      'site.id as siteId',
      'site.slug as site',
      'site.name as siteName',
      'chargePointId',
      'connectorId',
    ])
    .select(['since', 'until', 'state'])
    .where('since', '<', toIso(to))
    .where((is) => is.or([is('until', 'is', null), is('until', '>', toIso(from))]))
    .orderBy('site.slug')
    .orderBy('chargePointId')
    .orderBy('connectorId')
    .orderBy('since')
  if (site !== undefined) query = query.where('site.slug', '=', site)
  if (chargePointId !== undefined) query = query.where('chargePointId', '=', chargePointId)
  const holdings = await holdingsOf(runner, reach)
  if (holdings !== undefined) query = query.where('site.id', 'in', [...holdings.keys(), ''])
  const groups = Map.groupBy(await query.execute(), (row) => `${row.chargePointId} ${row.connectorId}`)
  return [...groups.values()].flatMap((rows) => {
    const [first] = rows
    if (first === undefined) return []
    const known = rows.map(({ since, until, state }) => ({ ...timeOf({ since, until }), state }))
    const spans = holdings === undefined ? known : partsDuring(known, holdings.get(first.siteId) ?? [])
    const { site, siteName, chargePointId, connectorId } = first
    const isThere = spans.some(({ since, until }) => since < to && (until ?? to) > from)
    return isThere ? [{ site, siteName, chargePointId, connectorId, spans }] : []
  })
}

/** When each site was within reach; undefined for who reaches all of them always. */
async function holdingsOf(
  { query }: SqlRunner,
  reach: Reach,
): Promise<ReadonlyMap<string, Pick<Span, 'since' | 'until'>[]> | undefined> {
  if (reach.kind === 'all') return undefined
  if (reach.kind === 'driver') return new Map()
  const rows = await query
    .selectFrom('organisationSite')
    .select(['siteId', 'since', 'until'])
    .where('organisationId', '=', reach.organisationId)
    .execute()
  return new Map(
    [...Map.groupBy(rows, ({ siteId }) => siteId)].map(([siteId, held]) => [siteId, held.map(timeOf)]),
  )
}

const timeOf = ({ since, until }: { readonly since: string; readonly until: string | null }) => ({
  since: fromStoredInstant(since),
  until: until === null ? undefined : fromStoredInstant(until),
})

/** More incidents of one time are not looked at: their mean is no other. */
const mostIncidents = 20_000

async function repairTimes(runner: SqlRunner, { reach, from, to, site, chargePointId }: AvailabilityOf) {
  let query = runner.query
    .selectFrom('incident')
    .leftJoin('site', 'site.id', 'incident.siteId')
    .leftJoin('charger', 'charger.id', 'incident.chargerId')
    .select(['openedAt', 'acknowledgedAt', 'recoveredAt', 'closedAt'])
    .where(eventWithin(reach, 'incident.siteId', 'incident.openedAt'))
    .where('kind', 'in', ['outage', 'equipment'])
    .where('closedAt', '>=', toIso(from))
    .where('closedAt', '<', toIso(to))
    .limit(mostIncidents)
  if (site !== undefined) query = query.where('site.slug', '=', site)
  if (chargePointId !== undefined) query = query.where('chargePointId', '=', chargePointId)
  const durations = (await query.execute()).map((row) => durationsOf(timesOf(row)))
  const mean = (values: (number | undefined)[]) => meanMs(values.filter((ms) => ms !== undefined)) ?? null
  return {
    incidents: durations.length,
    meanToAcknowledgeMs: mean(durations.map(({ toAcknowledgeMs }) => toAcknowledgeMs)),
    meanToRepairMs: mean(durations.map(({ toRepairMs }) => toRepairMs)),
  }
}

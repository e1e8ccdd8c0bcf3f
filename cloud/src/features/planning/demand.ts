import { toIso } from '@colok/shared/time'
import { boxAround, haversineKm, type Position } from '../../core/haversine.ts'
import { localTime } from '../../core/local-time.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import type { Demand } from './schemas.ts'

const dayMs = 86_400_000

/** What our own chargers within `radiusKm` of a place have done in the last `days`: a hint of what one more would. */
export async function demandAround(
  services: Services,
  around: Position,
  { radiusKm, days }: { readonly radiusKm: number; readonly days: number },
): Promise<Demand> {
  const sites = await sitesWithin(services.read, around, radiusKm)
  const since = toIso(services.clock.wallMs() - days * dayMs)
  const demand = {
    radiusKm,
    days,
    sites: sites.length,
    chargers: sites.reduce((total, { chargers }) => total + chargers, 0),
    sessions: 0,
    energyWh: 0,
    sessionsByHour: new Array<number>(24).fill(0),
  }
  for (const { id, timeZone } of sites)
    for (const { hour, sessions, energyWh } of await sessionsByHour(services.read, id, since)) {
      demand.sessions += sessions
      demand.energyWh += energyWh
      // Whole hours are enough: no zone of Indonesia has another offset.
      const local = Number(localTime(Date.parse(`${hour}:00:00.000Z`), timeZone).time.slice(0, 2))
      demand.sessionsByHour[local] = (demand.sessionsByHour[local] ?? 0) + sessions
    }
  return demand
}

async function sitesWithin(runner: SqlRunner, around: Position, radiusKm: number) {
  const { south, north, west, east } = boxAround(around, radiusKm)
  const sites = await runner.query
    .selectFrom('site')
    .innerJoin('charger', 'charger.siteId', 'site.id')
    .select(({ fn }) => [
      'site.id',
      'latitude',
      'longitude',
      'timeZone',
      fn.countAll<number>().as('chargers'),
    ])
    .where('latitude', '>=', south)
    .where('latitude', '<=', north)
    .where('longitude', '>=', west)
    .where('longitude', '<=', east)
    .groupBy(['site.id', 'latitude', 'longitude', 'timeZone'])
    .orderBy('site.id')
    .execute()
  return sites.filter((site) => haversineKm(around, site) <= radiusKm)
}

/** By the hour in UTC in which they began, `2026-11-23T03`. */
function sessionsByHour(runner: SqlRunner, siteId: string, since: string) {
  return runner.all<{ hour: string; sessions: number; energyWh: number }>(
    `select substr(started_at, 1, 13) as hour, count(*) as sessions, coalesce(sum(energy_wh), 0) as energy_wh
     from session join charger on charger.id = session.charger_id
     where charger.site_id = ? and started_at >= ?
     group by substr(started_at, 1, 13) order by hour`,
    [siteId, since],
  )
}

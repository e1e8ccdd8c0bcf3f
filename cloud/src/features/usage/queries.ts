import { businessDay } from '@colok/shared/time'
import { sql } from 'kysely'
import type { Reach } from '../../core/roles.ts'
import { byLocalHour, daysOfMonth, nothing, plus } from '../../core/usage-by-time.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Sort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { eventWithin } from '../access/reach.ts'
import type { SiteUsage, UsageSortKey } from './schemas.ts'

/** Beyond these nobody reads on; the total has them all. */
const mostSites = 50

/** No site has the day before this one does. */
const firstZone = 'Asia/Jayapura'

interface UsageOf {
  readonly reach: Reach
  readonly month?: string | undefined
  /** A site's slug. */
  readonly site?: string | undefined
  /** Of the sites; left out: the highest takings first. */
  readonly sort?: Sort<UsageSortKey> | undefined
}

/** What was charged and billed in a month at the sites within reach. */
export async function usageOf(services: Services, of: UsageOf): Promise<SiteUsage> {
  const month = of.month ?? businessDay(services.clock.wallMs(), firstZone).slice(0, 7)
  const narrowed = { ...of, month }
  const days = new Map((await byDay(services.read, narrowed)).map((row) => [row.day, row]))
  const hours = await byUtcHour(services.read, narrowed)
  const sites = await bySite(services.read, narrowed)
  return {
    month,
    total: [...days.values()].reduce<SiteUsage['total']>(plus, nothing),
    days: daysOfMonth(month).map((day) => days.get(day) ?? { day, ...nothing }),
    hours: byLocalHour(hours, month),
    sites,
  }
}

type Narrowed = UsageOf & { readonly month: string }

function billedSessions(runner: SqlRunner, { reach, month, site }: Narrowed) {
  const query = runner.query
    .selectFrom('session')
    .innerJoin('charger', 'charger.id', 'session.chargerId')
    .innerJoin('site', 'site.id', 'charger.siteId')
    .select(({ fn }) => [
      fn.countAll<number>().as('sessions'),
      sql<number>`cast(coalesce(sum(energy_wh), 0) as bigint)`.as('energyWh'),
      sql<number>`cast(coalesce(sum(total_idr), 0) as bigint)`.as('amountIdr'),
    ])
    .where('businessDay', '>=', `${month}-01`)
    .where('businessDay', '<=', `${month}-31`)
    .where(eventWithin(reach, 'charger.siteId', 'session.startedAt'))
  return site === undefined ? query : query.where('site.slug', '=', site)
}

async function byDay(runner: SqlRunner, of: Narrowed): Promise<SiteUsage['days']> {
  const rows = await billedSessions(runner, of).select('businessDay').groupBy('businessDay').execute()
  return rows.map(({ businessDay: day, ...sums }) => ({ day: day ?? '', ...sums }))
}

async function byUtcHour(runner: SqlRunner, of: Narrowed) {
  const hour = sql<string>`substr(session.started_at, 12, 2)`
  const rows = await billedSessions(runner, of)
    .select(['site.timeZone', hour.as('utcHour')])
    .groupBy(['site.timeZone', hour])
    .execute()
  return rows.map((row) => ({ ...row, utcHour: Number(row.utcHour) }))
}

function bySite(runner: SqlRunner, of: Narrowed): Promise<SiteUsage['sites']> {
  const { sort = '-amountIdr' } = of
  const key = sort.replace('-', '') as UsageSortKey
  return billedSessions(runner, of)
    .select(['site.slug', 'site.name'])
    .groupBy(['site.slug', 'site.name'])
    .orderBy(key === 'name' ? sql`lower(site.name)` : sql.ref(key), sort === key ? 'asc' : 'desc')
    .orderBy('site.slug')
    .limit(mostSites)
    .execute()
}

import { toIso } from '@colok/shared/time'
import { availabilityOfAll } from '../../core/availability.ts'
import { startOfBusinessDay } from '../../core/business-day.ts'
import { type Days, dayAfter, daysOf } from '../../core/report-period.ts'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { eventCondition, siteWithin } from '../access/reach.ts'
import { journalStands } from '../economics/month-facts.ts'
import { availabilityReport } from '../monitoring/queries.ts'
import type { ReportContent } from './schemas.ts'

export interface AskedReport extends Days {
  readonly reach: Reach
  /** By whose clocks incidents and availability are counted; sessions belong to the days of their sites. */
  readonly timeZone: string
  readonly organisation: string | null
}

interface Gathering extends AskedReport {
  readonly window: { readonly from: number; readonly to: number }
}

/** What happened in a period at the sites within reach, while they were; one that was given away is told of up to then. */
export async function gatherReport(
  { read, settings }: Pick<Services, 'read' | 'settings'>,
  asked: AskedReport,
): Promise<ReportContent> {
  const { from, until, timeZone, organisation } = asked
  const window = { from: startOfBusinessDay(from, timeZone), to: startOfBusinessDay(until, timeZone) }
  const gathering = { ...asked, window }
  const sums = await sumsByDayAndSite(read, gathering)
  const monitored = (await availabilityReport(read, { reach: asked.reach, ...window })).sites
  const incidents = await incidentsBySite(read, gathering)
  const partners = await partnerShares(read, gathering)
  const told = new Set([...sums, ...incidents].map(({ siteId }) => siteId))
  const sites = (await sitesOf(read, gathering)).filter(({ id, isHeld }) => isHeld === 1 || told.has(id))
  const count = (key: 'opened' | 'closed' | 'open') => incidents.reduce((total, row) => total + row[key], 0)
  return {
    ...{ operator: settings.operator.name, organisation, from, until: dayAfter(until, -1) },
    total: {
      ...total(sums),
      incidentsOpened: count('opened'),
      incidentsClosed: count('closed'),
      incidentsOpen: count('open'),
      availability: availabilityOfAll(monitored, window).basisPoints ?? null,
      partnersIdr: partners.reduce((all, { amountIdr }) => all + amountIdr, 0),
    },
    days: daysOf(asked).map((day) => ({ day, ...total(sums.filter((row) => row.day === day)) })),
    sites: sites.map(({ id, site, name }) => ({
      ...{ site, name },
      ...total(sums.filter(({ siteId }) => siteId === id)),
      availability: monitored.find((one) => one.site === site)?.basisPoints ?? null,
      incidentsOpened: incidents.find(({ siteId }) => siteId === id)?.opened ?? 0,
    })),
    partners,
  }
}

interface DaySums {
  readonly day: string
  readonly siteId: string
  readonly sessions: number
  readonly energyWh: number
  readonly takingsIdr: number
}

function total(rows: readonly DaySums[]) {
  const sum = (key: 'sessions' | 'energyWh' | 'takingsIdr') => rows.reduce((all, row) => all + row[key], 0)
  return { sessions: sum('sessions'), energyWh: sum('energyWh'), takingsIdr: sum('takingsIdr') }
}

async function sumsByDayAndSite(runner: SqlRunner, { from, until, reach }: Gathering): Promise<DaySums[]> {
  const within = eventCondition(reach, 'charger.siteId', 'session.startedAt')
  return runner.all<DaySums>(
    `select business_day as day, charger.site_id, count(*) as sessions,
       cast(coalesce(sum(energy_wh), 0) as bigint) as energy_wh,
       cast(coalesce(sum(case when journal_ref is not null and ${journalStands} then total_idr else 0 end), 0) as bigint)
         as takings_idr
     from session join charger on charger.id = session.charger_id
       left join settled_session on settled_session.session_id = session.id
     where business_day >= ? and business_day < ? and bill is not null and ${within.text}
     group by business_day, charger.site_id order by business_day, charger.site_id`,
    [from, until, ...within.parameters],
  )
}

interface IncidentCounts {
  /** Null for what is of no site. */
  readonly siteId: string | null
  readonly opened: number
  readonly closed: number
  readonly open: number
}

async function incidentsBySite(runner: SqlRunner, { reach, window }: Gathering): Promise<IncidentCounts[]> {
  const within = eventCondition(reach, 'incident.siteId', 'incident.openedAt')
  const [from, to] = [toIso(window.from), toIso(window.to)]
  return runner.all<IncidentCounts>(
    `select site_id,
       cast(sum(case when opened_at >= ? then 1 else 0 end) as bigint) as opened,
       cast(sum(case when closed_at >= ? and closed_at < ? then 1 else 0 end) as bigint) as closed,
       cast(sum(case when closed_at is null or closed_at >= ? then 1 else 0 end) as bigint) as open
     from incident where opened_at < ? and (closed_at is null or closed_at >= ?) and ${within.text}
     group by site_id`,
    [from, from, to, to, to, from, ...within.parameters],
  )
}

async function partnerShares(runner: SqlRunner, { from, until, reach }: Gathering) {
  const own = reach.kind === 'organisation' ? reach.organisationId : ''
  return runner.all<ReportContent['partners'][number]>(
    `select organisation.slug as organisation, organisation.name,
       cast(sum(share_idr + electricity_idr + gateway_fee_idr) as bigint) as amount_idr
     from partner_entry join organisation on organisation.id = partner_entry.organisation_id
     where business_day >= ? and business_day < ? and (? = '' or organisation.id = ?)
     group by organisation.slug, organisation.name order by organisation.name`,
    [from, until, own, own],
  )
}

function sitesOf({ query }: SqlRunner, { reach, window }: Gathering) {
  const held = siteWithin(reach, 'site.id', toIso(window.to - 1))
  return query
    .selectFrom('site')
    .select(['id', 'slug as site', 'name'])
    .select((is) => is.case().when(held).then(1).else(0).end().as('isHeld'))
    .where('createdAt', '<', toIso(window.to))
    .orderBy('name')
    .orderBy('slug')
    .execute()
}

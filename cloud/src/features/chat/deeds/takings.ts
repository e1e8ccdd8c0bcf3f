import { formatIdr } from '@colok/shared/money'
import { businessDay, toIso } from '@colok/shared/time'
import { formatKwh } from '@colok/shared/units'
import type { Span } from '../../../core/chat-parser.ts'
import type { Reach } from '../../../core/roles.ts'
import { firstDayOf, monthOf } from '../../../core/statement-period.ts'
import { first, type SqlRunner } from '../../../db/database.ts'
import { eventCondition } from '../../access/reach.ts'
import { type Asking, type Deed, done, type Given, type Said } from '../deed.ts'

/** A telephone shows no more; all of them are on the pages. */
const mostLines = 15

const dayMs = 24 * 3_600_000

interface SiteSum {
  readonly site: string
  readonly sessions: number
  readonly energyWh: number
  readonly amountIdr: number
}

/** Each site's sum of the sessions that ended on these days of its own calendar, the most first. */
async function sumsOf(
  runner: SqlRunner,
  { reach, span, now }: { readonly reach: Reach; readonly span: Span; readonly now: number },
): Promise<SiteSum[]> {
  const zones = await runner.all<{ timeZone: string }>('select distinct time_zone from site order by 1', [])
  const within = eventCondition(reach, 'charger.siteId', 'session.startedAt')
  const sums: SiteSum[] = []
  for (const { timeZone } of zones) {
    const today = businessDay(now, timeZone)
    sums.push(
      ...(await runner.all<SiteSum>(
        `select site.name as site, cast(count(*) as bigint) as sessions,
           cast(sum(coalesce(energy_wh, 0)) as bigint) as energy_wh, cast(sum(total_idr) as bigint) as amount_idr
         from session join charger on charger.id = session.charger_id join site on site.id = charger.site_id
         where business_day >= ? and business_day <= ? and time_zone = ? and total_idr is not null and ${within.text}
         group by site.id, site.name`,
        [firstDay(today, span), today, timeZone, ...within.parameters],
      )),
    )
  }
  return sums.sort((one, other) => other.amountIdr - one.amountIdr || (one.site < other.site ? -1 : 1))
}

function firstDay(today: string, span: Span): string {
  if (span === 'day') return today
  return span === 'month' ? firstDayOf(monthOf(today)) : toIso(Date.parse(today) - 6 * dayMs).slice(0, 10)
}

function totalOf(sums: readonly SiteSum[]): Omit<SiteSum, 'site'> {
  return sums.reduce<Omit<SiteSum, 'site'>>(
    (all, { sessions, energyWh, amountIdr }) => ({
      sessions: all.sessions + sessions,
      energyWh: all.energyWh + energyWh,
      amountIdr: all.amountIdr + amountIdr,
    }),
    { sessions: 0, energyWh: 0, amountIdr: 0 },
  )
}

function line({ text, language }: Asking, { sessions, energyWh, amountIdr }: Omit<SiteSum, 'site'>): string {
  return text.sums(sessions, formatKwh(energyWh, language), formatIdr(amountIdr, language))
}

async function takings(
  asking: Asking,
  span: Span,
): Promise<{ readonly lines: string[]; readonly sums: SiteSum[] }> {
  const { services, actor, text } = asking
  const sums = await sumsOf(services.read, { reach: actor.reach, span, now: services.clock.wallMs() })
  const shown = sums.length > 1 ? sums.slice(0, mostLines) : sums
  return {
    sums,
    lines: [
      text.takings(text.spans[span]),
      `${text.all}: ${line(asking, totalOf(sums))}`,
      ...shown.map((sum) => `${sum.site}: ${line(asking, sum)}`),
      ...(sums.length > shown.length ? [text.andMore(sums.length - shown.length)] : []),
    ],
  }
}

async function today(asking: Asking): Promise<Said> {
  return done((await takings(asking, 'day')).lines.join('\n'))
}

export const total: Deed<'total'> = { kind: 'look', look: today }
export const totalall: Deed<'totalall'> = { kind: 'look', look: today }

/** What a span brought, and what goes on just now. */
async function summary(asking: Asking, { span = 'day' }: Given<'report'>): Promise<Said> {
  const { services, actor, text, language } = asking
  // The parser lets no other words through.
  const { lines, sums } = await takings(asking, span as Span)
  const all = totalOf(sums)
  const within = eventCondition(actor.reach, 'charger.siteId', 'session.startedAt')
  const underWay = await first<{ count: number }>(
    services.read,
    `select count(*) as count from session join charger on charger.id = session.charger_id
     where session.state = 'charging' and ${within.text}`,
    within.parameters,
  )
  const mean = (sum: number) => (all.sessions === 0 ? 0 : Math.round(sum / all.sessions))
  const [title = '', total = '', ...sites] = lines
  return done(
    [
      ...[title, total],
      text.mean(formatKwh(mean(all.energyWh), language), formatIdr(mean(all.amountIdr), language)),
      text.underWay(underWay?.count ?? 0),
      ...sites,
    ].join('\n'),
  )
}

export const report: Deed<'report'> = { kind: 'look', look: summary }

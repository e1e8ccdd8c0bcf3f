import { formatIdr } from '@colok/shared/money'
import { businessDay } from '@colok/shared/time'
import { formatKwh } from '@colok/shared/units'
import type { Reach } from '../../../core/roles.ts'
import type { SqlRunner } from '../../../db/database.ts'
import { eventCondition } from '../../access/reach.ts'
import { journalStands } from '../../economics/month-facts.ts'
import { type Asking, type Deed, done, type Said } from '../deed.ts'

/** A telephone shows no more; all of them are on the pages. */
export const mostLines = 15

interface SiteSum {
  readonly site: string
  readonly sessions: number
  readonly energyWh: number
  readonly takingsIdr: number
}

/** Each site's sum of the sessions that ended today by its own calendar, the most first. */
async function sumsOfToday(
  runner: SqlRunner,
  { reach, now }: { readonly reach: Reach; readonly now: number },
): Promise<SiteSum[]> {
  const zones = await runner.all<{ timeZone: string }>('select distinct time_zone from site order by 1', [])
  const within = eventCondition(reach, 'charger.siteId', 'session.startedAt')
  const sums: SiteSum[] = []
  for (const { timeZone } of zones)
    sums.push(
      ...(await runner.all<SiteSum>(
        `select site.name as site, cast(count(*) as bigint) as sessions,
           cast(sum(coalesce(energy_wh, 0)) as bigint) as energy_wh,
           cast(sum(case when journal_ref is not null and ${journalStands} then total_idr else 0 end) as bigint)
             as takings_idr
         from session join charger on charger.id = session.charger_id join site on site.id = charger.site_id
           left join settled_session on settled_session.session_id = session.id
         where business_day = ? and time_zone = ? and bill is not null and ${within.text}
         group by site.id, site.name`,
        [businessDay(now, timeZone), timeZone, ...within.parameters],
      )),
    )
  return sums.sort((one, other) => other.takingsIdr - one.takingsIdr || (one.site < other.site ? -1 : 1))
}

export function figuresOf(
  { text, language }: Asking,
  { sessions, energyWh, takingsIdr }: Omit<SiteSum, 'site'>,
): string {
  return text.sums(sessions, formatKwh(energyWh, language), formatIdr(takingsIdr, language))
}

async function today(asking: Asking): Promise<Said> {
  const { services, actor, text } = asking
  const sums = await sumsOfToday(services.read, { reach: actor.reach, now: services.clock.wallMs() })
  const all = (key: 'sessions' | 'energyWh' | 'takingsIdr') => sums.reduce((sum, one) => sum + one[key], 0)
  const total = { sessions: all('sessions'), energyWh: all('energyWh'), takingsIdr: all('takingsIdr') }
  const shown = sums.slice(0, mostLines)
  return done(
    [
      text.takings(text.spans.day),
      `${text.all}: ${figuresOf(asking, total)}`,
      ...shown.map((sum) => `${sum.site}: ${figuresOf(asking, sum)}`),
      ...(sums.length > shown.length ? [text.andMore(sums.length - shown.length)] : []),
    ].join('\n'),
  )
}

export const total: Deed<'total'> = { kind: 'look', look: today }
export const totalall: Deed<'totalall'> = { kind: 'look', look: today }

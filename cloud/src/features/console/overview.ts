import { businessDay } from '@colok/shared/time'
import { sql } from 'kysely'
import { z } from 'zod'
import { conditionsByGravity } from '../../core/overview-board.ts'
import type { Reach } from '../../core/roles.ts'
import type { Services } from '../../services.ts'
import { eventWithin } from '../access/reach.ts'

const Today = z.object({
  sessions: z.int().meta({ description: 'That ended and were billed.' }),
  energyWh: z.int().meta({ unit: 'Wh' }),
  amountIdr: z.int().meta({ unit: 'rupiah', description: 'What they were billed.' }),
})
export type Today = z.infer<typeof Today>

export const Overview = z
  .object({
    chargers: z.record(z.enum(conditionsByGravity), z.int()).meta({
      description: 'How many chargers are in each condition.',
    }),
    today: Today.meta({ description: 'On the business day at each site.' }),
  })
  .meta({ id: 'Overview' })

/** What was billed so far on the day that it is at each site within reach. */
export async function todayWithin(services: Services, reach: Reach): Promise<Today> {
  const { read, clock } = services
  const zones = await read.query.selectFrom('site').select('timeZone').distinct().execute()
  if (zones.length === 0) return { sessions: 0, energyWh: 0, amountIdr: 0 }
  const days = zones.map(({ timeZone }) => ({ timeZone, day: businessDay(clock.wallMs(), timeZone) }))
  const isToday = sql.join(
    days.map(({ timeZone, day }) => sql`(session.business_day = ${day} and site.time_zone = ${timeZone})`),
    sql` or `,
  )
  const sum = await read.query
    .selectFrom('session')
    .innerJoin('charger', 'charger.id', 'session.chargerId')
    .innerJoin('site', 'site.id', 'charger.siteId')
    .select([
      ({ fn }) => fn.countAll<number>().as('sessions'),
      sql<number | string | null>`sum(energy_wh)`.as('energyWh'),
      sql<number | string | null>`sum(total_idr)`.as('amountIdr'),
    ])
    // For the index by days: at most three, where it is tomorrow in the east already.
    .where('session.businessDay', 'in', [...new Set(days.map(({ day }) => day))])
    .where(sql<boolean>`(${isToday})`)
    .where(eventWithin(reach, 'charger.siteId', 'session.startedAt'))
    .executeTakeFirstOrThrow()
  return {
    sessions: Number(sum.sessions),
    energyWh: Number(sum.energyWh ?? 0),
    amountIdr: Number(sum.amountIdr ?? 0),
  }
}

import { energyPriceHalfUp } from '@colok/shared/money'
import { vendorRequest } from '@colok/shared/vendor'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { sessionsUnderWay } from '../charging/queries.ts'
import type { DisplayFacts } from './display-rows.ts'

/** A reading comes once a minute; what it cost is on the display a moment later. */
const everyMs = 10_000

interface Running {
  readonly chargerId: number
  readonly chargePointId: string
  readonly told: string
}

interface Ended {
  readonly chargePointId: string
  readonly transactionId: number
  readonly energyWh: number
  readonly totalIdr: number
  readonly told: string
}

/**
 * Tells displays what sessions cost, where a display cannot know it by itself: by time, with a fee or a tax, or at another
 * price per kWh than it shows. A display that reckons right is told nothing: mobile data are dear. What a payment has settled
 * is told where that is settled.
 */
export function tellCosts(services: Services): Job {
  /** What was told last, by transaction; a process that begins anew tells once more. */
  let told = new Map<number, string>()
  return {
    name: 'tell costs',
    everyMs,
    async run() {
      const now = new Map(await running(services, told))
      await ended(
        services,
        [...told.keys()].filter((transactionId) => !now.has(transactionId)),
      )
      told = now
    },
  }
}

type Said = readonly [transactionId: number, what: string]

async function running(services: Services, told: ReadonlyMap<number, string>): Promise<Said[]> {
  const posts = await services.read.all<Running>(
    `select distinct charger.id as charger_id, charge_point_id, told from session
     join charger on charger.id = session.charger_id join post_display on post_display.charger_id = charger.id
     where session.state = 'charging' and connected = 1 and listens = 1 and told is not null`,
    [],
  )
  const byId = new Map(posts.map((post) => [post.chargerId, post]))
  const sessions = await sessionsUnderWay(services.read, [...byId.keys()])
  return Promise.all(
    sessions.map(async ({ chargerId, session }): Promise<Said> => {
      const { transactionId, energyWh, readAt } = session
      const post = byId.get(chargerId)
      const amountIdr = session.amountIdr ?? 0
      const what = `${readAt}:${amountIdr}`
      if (post === undefined || session.amountIdr === null || told.get(transactionId) === what)
        return [transactionId, what]
      if (reckoned(post.told, energyWh) !== amountIdr)
        await commandCharger(
          services,
          post.chargePointId,
          'DataTransfer',
          vendorRequest('RunningCost', { transactionId, amountIdr, energyWh }),
        )
      return [transactionId, what]
    }),
  )
}

/** Of cards, and of those who pay later, whose sessions were under way a moment ago. */
async function ended(services: Services, transactionIds: readonly number[]): Promise<void> {
  if (transactionIds.length === 0) return
  const sessions = await services.read.all<Ended>(
    `select charge_point_id, transaction_id, energy_wh, total_idr, told from session
     join charger on charger.id = session.charger_id join post_display on post_display.charger_id = charger.id
     where transaction_id in (${transactionIds.map(() => '?').join(', ')}) and total_idr is not null and energy_wh >= 0
       and connected = 1 and listens = 1 and told is not null
       and not exists (select 1 from paid_session where paid_session.session_id = session.id)`,
    [...transactionIds],
  )
  for (const { chargePointId, transactionId, energyWh, totalIdr, told } of sessions)
    if (reckoned(told, energyWh) !== totalIdr)
      await commandCharger(
        services,
        chargePointId,
        'DataTransfer',
        vendorRequest('FinalCost', { transactionId, amountIdr: totalIdr, energyWh }),
      )
}

/** What the display makes of so much energy; undefined where it has no price. */
function reckoned(told: string, energyWh: number): number | undefined {
  const { priceIdrPerKwh } = JSON.parse(told) as DisplayFacts
  return priceIdrPerKwh === null ? undefined : energyPriceHalfUp(energyWh, priceIdrPerKwh)
}

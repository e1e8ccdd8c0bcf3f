import { energyPriceHalfUp } from '@colok/shared/money'
import { vendorRequest } from '@colok/shared/vendor'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { sessionsUnderWay } from '../charging/queries.ts'
import type { SessionNow } from '../charging/schemas.ts'
import { readPrice } from '../tariffs/prices.ts'
import type { DisplayFacts } from './display-rows.ts'

/** A reading comes once a minute; what it cost is on the display a moment later. */
const soonMs = 10_000

/** Every session that is under way is looked at as often: the word of a change may be lost. */
const lookAtAllMs = 300_000

interface Running {
  readonly chargerId: number
  readonly chargePointId: string
  readonly transactionId: number
  /** A SessionPrice as JSON. */
  readonly price: string | null
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
  let wake: Wake = () => {}
  /** Chargers of which something was said, here or by another process, since they were looked at. */
  let changed = new Set<string>()
  let lookedAtAllMs = Number.NEGATIVE_INFINITY
  /** What was told last, by transaction; a process that begins anew tells once more. */
  const told: Told = new Map()
  return {
    name: 'tell costs',
    everyMs: lookAtAllMs,
    onStart(given) {
      wake = given
      services.changes.listen((chargePointId) => {
        changed.add(chargePointId)
        wake(soonMs)
      })
    },
    async run() {
      const nowMs = services.clock.monotonicMs()
      const ofAll = nowMs - lookedAtAllMs >= lookAtAllMs
      const looked = changed
      changed = new Set()
      try {
        const rows = await runningSessions(services)
        const ids = new Set(rows.map(({ transactionId }) => transactionId))
        await tellAllRunning(
          services,
          told,
          ofAll ? rows : rows.filter((row) => looked.has(row.chargePointId)),
        )
        const gone = [...told.keys()].filter((transactionId) => !ids.has(transactionId))
        await ended(services, gone)
        for (const transactionId of gone) told.delete(transactionId)
        if (ofAll) lookedAtAllMs = nowMs
      } catch (error) {
        // Nobody says again what was not looked at.
        lookedAtAllMs = Number.NEGATIVE_INFINITY
        throw error
      }
    },
  }
}

type Told = Map<number, string>

const runningSessions = (services: Services) =>
  services.read.all<Running>(
    `select charger.id as charger_id, charge_point_id, transaction_id, price, told from session
     join charger on charger.id = session.charger_id join post_display on post_display.charger_id = charger.id
     where session.state = 'charging' and connected = 1 and listens = 1 and told is not null`,
    [],
  )

/** What a session has cost only moves with its readings. */
async function tellAllRunning(services: Services, told: Told, rows: readonly Running[]): Promise<void> {
  const sessions = await sessionsUnderWay(services.read, [...new Set(rows.map(({ chargerId }) => chargerId))])
  const newest = new Map(sessions.map(({ session }) => [session.transactionId, session]))
  await Promise.all(
    rows.map(async (row) => {
      const session = newest.get(row.transactionId)
      if (session === undefined) {
        told.delete(row.transactionId)
        return
      }
      const what = `${session.readAt}:${session.amountIdr}`
      if (told.get(row.transactionId) !== what) await tellRunning(services, row, session)
      told.set(row.transactionId, what)
    }),
  )
}

async function tellRunning(services: Services, row: Running, session: SessionNow): Promise<void> {
  const { transactionId, energyWh, amountIdr } = session
  const priceIdrPerKwh = readPrice(row.price)?.priceIdrPerKwh
  if (amountIdr === null || priceIdrPerKwh === undefined) return
  const { priceIdrPerKwh: shownIdrPerKwh } = JSON.parse(row.told) as DisplayFacts
  // A price that was shown before the payment holds, whatever the display shows since.
  if (priceIdrPerKwh === shownIdrPerKwh && reckoned(row.told, energyWh) === amountIdr) return
  await commandCharger(
    services,
    row.chargePointId,
    'DataTransfer',
    vendorRequest('RunningCost', { transactionId, amountIdr, energyWh, priceIdrPerKwh }),
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

import { toIso } from '@colok/shared/time'
import { priceSession } from '../../core/bill.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { mustStopNow } from '../../core/prepaid.ts'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { changePayment, type Payment, paidFor, priceOf, sessionsPaidBy } from './payment-rows.ts'
import { limitOf, watchEveryMs } from './starting.ts'

/** After a stop was sent: time for it to be carried out, and for a charger that did not hear it to hear it again. */
const stopAgainMs = 15_000

/** Assumed between readings until there have been two. */
const usualIntervalMs = 60_000

interface Reading {
  readonly measuredAt: string
  readonly energyWh: number
  readonly powerW: number | null
}

/** Looks at a session whose charger knows no limit, and stops it ahead of what was paid for. */
export async function watchLimit(services: Services, payment: Payment): Promise<void> {
  const isReached = await reached(services, payment)
  if (isReached && payment.transactionId !== null)
    await commandCharger(services, payment.chargePointId, 'RemoteStopTransaction', {
      transactionId: payment.transactionId,
    })
  const dueAt = toIso(services.clock.wallMs() + (isReached ? stopAgainMs : watchEveryMs))
  await services.writer.write((tx) => changePayment(tx, payment, { dueAt }))
}

async function reached(services: Services, payment: Payment): Promise<boolean> {
  const session = (await sessionsPaidBy(services.read, payment.id)).find(({ state }) => state === 'charging')
  const limit = await limitOf(services.read, payment)
  if (session === undefined) return false
  if (limit === undefined) return true
  const [last, before] = await services.read.all<Reading>(
    `select measured_at, energy_wh, power_w from meter_value
     where transaction_id = ? and charger_id = ? and energy_wh is not null order by measured_at desc, id desc limit 2`,
    [session.transactionId, payment.chargerId],
  )
  if (last === undefined) return false
  const since = before?.measuredAt ?? session.startedAt
  const gapMs = Math.max(0, fromStoredInstant(last.measuredAt) - fromStoredInstant(since))
  const earlierWh = before?.energyWh ?? session.meterStartWh
  const energyWh = Math.max(0, last.energyWh - session.meterStartWh)
  const powerW =
    last.powerW ?? (gapMs > 0 ? Math.max(0, ((last.energyWh - earlierWh) * 3_600_000) / gapMs) : 0)
  const intervalMs = before === undefined || gapMs === 0 ? usualIntervalMs : gapMs
  if (mustStopNow({ energyWh, powerW, intervalMs }, limit.limitWh)) return true
  return costsAllThatWasPaid(services, payment, { energyWh, startedAt: session.startedAt })
}

/** Where time costs something, the rupiah may be used up before the energy is. */
async function costsAllThatWasPaid(
  services: Services,
  payment: Payment,
  session: { readonly energyWh: number; readonly startedAt: string },
): Promise<boolean> {
  const price = priceOf(payment)
  if (price.priceIdrPerHour === 0) return false
  const seconds = Math.max(
    0,
    Math.floor((services.clock.wallMs() - fromStoredInstant(session.startedAt)) / 1000),
  )
  const cost = priceSession(price, { energyWh: session.energyWh, seconds, idleSeconds: 0 })
  const paid = await paidFor(services.read, payment.id)
  return cost.totalIdr >= paid.reduce((sum, { amountIdr }) => sum + amountIdr, 0)
}

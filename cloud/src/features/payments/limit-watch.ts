import { toIso } from '@colok/shared/time'
import { priceSession } from '../../core/bill.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { mustStopNow } from '../../core/prepaid.ts'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { meterPace } from '../charging/pace.ts'
import { changePayment, type Payment, paidFor, priceOf, sessionsPaidBy } from './payment-rows.ts'
import { limitOf, watchEveryMs } from './starting.ts'

/** After a stop was sent: time for it to be carried out, and for a charger that did not hear it to hear it again. */
const stopAgainMs = 15_000

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
  const pace = await meterPace(services.read, { ...session, chargerId: payment.chargerId })
  if (pace === undefined) return false
  if (mustStopNow(pace, limit.limitWh)) return true
  return costsAllThatWasPaid(services, payment, {
    energyWh: pace.energyWh,
    startedAt: session.startedAt,
  })
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

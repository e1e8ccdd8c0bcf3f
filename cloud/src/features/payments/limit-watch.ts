import { toIso } from '@colok/shared/time'
import { priceSession } from '../../core/bill.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { mustStopNow, type PaidLimit } from '../../core/prepaid.ts'
import type { SessionPrice } from '../../core/tariff.ts'
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
  const paid = await paidFor(services.read, payment.id)
  const paidIdr = paid.reduce((sum, { amountIdr }) => sum + amountIdr, 0)
  const { chargerId } = payment
  return isLimitReached(services, { ...session, chargerId }, { limit, price: priceOf(payment), paidIdr })
}

/** A session that its charger knows no limit of. */
export interface WatchedSession {
  readonly chargerId: number
  readonly transactionId: number
  readonly startedAt: string
  readonly meterStartWh: number
}

/** What a session may take, and what of it is paid for. */
export interface WatchedLimit {
  /** Undefined where nothing is left. */
  readonly limit: PaidLimit | undefined
  readonly price: SessionPrice
  readonly paidIdr: number
}

/** Whether a session has to be told to stop now, by its last readings. */
export async function isLimitReached(
  services: Services,
  session: WatchedSession,
  { limit, price, paidIdr }: WatchedLimit,
): Promise<boolean> {
  if (limit === undefined) return true
  const pace = await meterPace(services.read, session)
  if (pace === undefined) return false
  if (mustStopNow(pace, limit.limitWh)) return true
  const { energyWh } = pace
  return costsAllThatWasPaid(services, { price, paidIdr }, { energyWh, startedAt: session.startedAt })
}

/** Where time costs something, the rupiah may be used up before the energy is. */
function costsAllThatWasPaid(
  services: Services,
  { price, paidIdr }: Pick<WatchedLimit, 'price' | 'paidIdr'>,
  session: { readonly energyWh: number; readonly startedAt: string },
): boolean {
  if (price.priceIdrPerHour === 0) return false
  const seconds = Math.max(
    0,
    Math.floor((services.clock.wallMs() - fromStoredInstant(session.startedAt)) / 1000),
  )
  const cost = priceSession(price, { energyWh: session.energyWh, seconds, idleSeconds: 0 })
  return cost.totalIdr >= paidIdr
}

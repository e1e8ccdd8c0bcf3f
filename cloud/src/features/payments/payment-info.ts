import { energyFor } from '../../core/bill.ts'
import type { SqlRunner } from '../../db/database.ts'
import { type Actor, actorMay } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { followedAt } from './page-address.ts'
import { addedToEach, type Payment, partsThatCount, priceOf, sessionsPaidByEach } from './payment-rows.ts'
import { refundView } from './queries.ts'
import { currentRefund, refundsOfEach } from './refund-rows.ts'
import { type Reserve, reservesOf } from './reserve-rows.ts'
import type { PaymentInfo } from './schemas.ts'

/** As `by` may see it: who acts for no driver gets neither the driver's own page nor where a refund is to go. */
export async function paymentInfo(services: Services, payment: Payment, by: Actor): Promise<PaymentInfo> {
  const [info] = await paymentInfos(services, [payment], by)
  if (info === undefined) throw new Error(`Payment ${payment.id} was asked about and not told of.`)
  return info
}

/** As `paymentInfo`, of a whole page of payments with as many statements as of one. */
export async function paymentInfos(
  services: Services,
  payments: readonly Payment[],
  by: Actor,
): Promise<PaymentInfo[]> {
  if (payments.length === 0) return []
  const around = await aroundPayments(
    services.read,
    payments.map(({ id }) => id),
  )
  return payments.map((payment) => infoOf(services, payment, { around: around(payment), by }))
}

/** What is kept of a payment elsewhere. */
type Around = ReturnType<Awaited<ReturnType<typeof aroundPayments>>>

async function aroundPayments(runner: SqlRunner, ids: readonly string[]) {
  const refunds = await refundsOfEach(runner, ids)
  const reserves = await reservesOf(runner, ids)
  const sessions = await sessionsPaidByEach(runner, ids)
  const added = await addedToEach(runner, ids)
  return ({ id }: Payment) => ({
    refund: currentRefund(refunds.get(id) ?? []),
    reserve: reserves.get(id),
    sessions: sessions.get(id) ?? [],
    added: added.get(id) ?? [],
  })
}

function infoOf(
  services: Services,
  payment: Payment,
  { around, by }: { readonly around: Around; readonly by: Actor },
): PaymentInfo {
  const { refund, reserve, sessions, added } = around
  const fillsWallet = payment.walletId !== null
  const mayUse = payment.topsUp === null && !fillsWallet
  const paidIdr = partsThatCount(payment, added).reduce((sum, part) => sum + part.amountIdr, 0)
  const limitWh = mayUse ? energyFor(priceOf(payment), paidIdr) : null
  const deliveredWh = sessions.reduce((sum, { energyWh }) => sum + Math.max(0, energyWh ?? 0), 0)
  const { id, reference, gateway, method, walletId, topsUp, state, amountIdr } = payment
  const { usedIdr, problem, issuer, retrievalReference, createdAt, paidAt, endedAt } = payment
  return {
    ...{ id, reference, gateway, method, walletId, topsUp, state, amountIdr },
    ...{ usedIdr, problem, issuer, retrievalReference, createdAt, paidAt, endedAt },
    chargePointId: fillsWallet ? null : payment.chargePointId,
    connectorId: fillsWallet ? null : payment.connectorId,
    price: fillsWallet ? null : priceOf(payment),
    limitedBy: payment.limitedBy,
    limitWh,
    deliveredWh,
    overshootWh: limitWh === null ? 0 : Math.max(0, deliveredWh - limitWh),
    sessionIds: sessions.map((session) => session.id),
    refund: refund === undefined ? null : refundView(services, refund, by),
    reserve: reserve === undefined ? null : reserveView(reserve),
    page: actorMay(by, 'payments.assist')
      ? `${services.settings.publicUrl}${followedAt(services, payment)}`
      : null,
  }
}

function reserveView({ state, expiresAt, captureIdr, problem }: Reserve): PaymentInfo['reserve'] {
  return { state, expiresAt, captureIdr, problem }
}

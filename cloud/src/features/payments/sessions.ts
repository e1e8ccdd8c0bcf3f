import { toIso } from '@colok/shared/time'
import type { SessionPrice } from '../../core/tariff.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { queueException } from './exceptions.ts'
import { changePayment, findByIdTag, findBySession, mayStart, paidFor, priceOf } from './payment-rows.ts'
import { watchEveryMs } from './starting.ts'

/** After a power cut our charger goes on within ten minutes, and tells of it when its network is back. */
const resumeWithinMs = 15 * 60_000

/** The price that was shown before it was paid; undefined for an idTag that no payment has. */
export async function prepaidPrice(runner: SqlRunner, idTag: string): Promise<SessionPrice | undefined> {
  const payment = await findByIdTag(runner, idTag)
  if (payment === undefined) return undefined
  const price = priceOf(payment)
  const earlier = await first(runner, 'select session_id from paid_session where payment_id = ? limit 1', [
    payment.id,
  ])
  // Going on after a power cut is no second session.
  return earlier === undefined ? price : { ...price, sessionFeeIdr: 0 }
}

/** A charger has started a session; if by the idTag of a payment, the money is what it was paid for. */
export async function sessionStarted(
  tx: Tx,
  services: Services,
  session: {
    readonly id: string
    readonly transactionId: number
    readonly idTag: string
    readonly chargerId: number
  },
): Promise<void> {
  const payment = await findByIdTag(tx, session.idTag)
  if (payment === undefined) return
  if (!mayStart.has(payment.state) || payment.chargerId !== session.chargerId) {
    await queueException(tx, services, {
      ref: `started:${session.id}`,
      kind: 'startedAfterRefund',
      paymentId: payment.id,
      chargePointId: payment.chargePointId,
      detail: `Session ${session.id} began by the idTag of a payment that is ${payment.state}; its charger was answered Invalid, and what it gives is not paid for.`,
    })
    return
  }
  await tx.run('insert into paid_session (session_id, payment_id) values (?, ?) on conflict do nothing', [
    session.id,
    payment.id,
  ])
  const isWatched = payment.limitedBy !== 'charger'
  await changePayment(tx, payment, {
    state: 'charging',
    transactionId: session.transactionId,
    attempts: 0,
    step: isWatched ? 'watch' : null,
    dueAt: isWatched ? toIso(services.clock.wallMs() + watchEveryMs) : null,
  })
}

/** A session has ended, be it by its charger's word or by a job's guess: what it took is to be settled. */
export async function sessionEnded(
  tx: Tx,
  services: Services,
  session: { readonly id: string; readonly stopReason: string },
): Promise<void> {
  const payment = await findBySession(tx, session.id)
  if (payment?.state !== 'charging' && payment?.state !== 'ending') return
  const waitMs = session.stopReason === 'PowerLoss' ? resumeWithinMs : 0
  await changePayment(tx, payment, {
    state: 'ending',
    step: null,
    dueAt: toIso(services.clock.wallMs() + waitMs),
  })
}

/** The most that a session may cost: what was paid, less what earlier sessions cost. Undefined where nothing was. */
export async function paidLeftFor(tx: Tx, sessionId: string): Promise<number | undefined> {
  const payment = await findBySession(tx, sessionId)
  if (payment === undefined) return undefined
  const paidIdr = (await paidFor(tx, payment.id)).reduce((sum, { amountIdr }) => sum + amountIdr, 0)
  const others = await first<{ sumIdr: number | null }>(
    tx,
    `select cast(sum(total_idr) as bigint) as sum_idr from paid_session join session on session.id = session_id
     where payment_id = ? and session.id <> ?`,
    [payment.id, sessionId],
  )
  return Math.max(0, paidIdr - (others?.sumIdr ?? 0))
}

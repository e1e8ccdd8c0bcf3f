import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import { type Actor, actorMay } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { claimOf } from './claims.ts'
import { addedToEach, type Payment, partsThatCount, sessionsPaidBy } from './payment-rows.ts'
import { type Refund, refundsOf } from './refund-rows.ts'
import { findReserve, type Reserve } from './reserve-rows.ts'
import type { RefundView } from './schemas.ts'
import { limitOf } from './starting.ts'

/** A paid session as its last reading tells it. */
export interface PaidProgress {
  readonly sessionId: string
  readonly startedAt: string
  /** Of all sessions of the payment. */
  readonly energyWh: number
  readonly limitWh: number
  readonly powerW: number | null
  readonly readAt: string | null
  /** Until the limit at the power of now; undefined while nothing flows. */
  readonly leftMs: number | undefined
}

/** All money that a payment's sessions may use, and what has become of it. */
export interface PaidSum {
  readonly paidIdr: number
  readonly usedIdr: number
  readonly refunds: readonly Refund[]
  /** Of what was only set aside: what has been given back of it, and how far that is. */
  readonly reserves: readonly ReservedSum[]
}

export interface ReservedSum extends Pick<Reserve, 'paymentId' | 'state' | 'captures'> {
  readonly releasedIdr: number
}

/** How far the session of a payment is; undefined when none is under way. */
export async function progressOf(services: Services, payment: Payment): Promise<PaidProgress | undefined> {
  const sessions = await sessionsPaidBy(services.read, payment.id)
  const current = sessions.find(({ state }) => state === 'charging')
  if (current === undefined) return undefined
  const earlierWh = sessions.reduce(
    (sum, session) => sum + (session === current ? 0 : (session.energyWh ?? 0)),
    0,
  )
  const reading = await first<{ measuredAt: string; energyWh: number; powerW: number | null }>(
    services.read,
    `select id, measured_at, energy_wh, power_w from session_reading
     where transaction_id = ? and charger_id = ? and energy_wh is not null order by measured_at desc, id desc limit 1`,
    [current.transactionId, payment.chargerId],
  )
  const nowWh = Math.max(0, (reading?.energyWh ?? current.meterStartWh) - current.meterStartWh)
  const limit = await limitOf(services.read, payment)
  const leftWh = Math.max(0, (limit?.limitWh ?? 0) - nowWh)
  const powerW = reading?.powerW ?? null
  return {
    sessionId: current.id,
    startedAt: current.startedAt,
    energyWh: earlierWh + nowWh,
    limitWh: earlierWh + (limit?.limitWh ?? 0),
    powerW,
    readAt: reading?.measuredAt ?? null,
    leftMs: powerW !== null && powerW > 0 ? Math.round((leftWh * 3_600_000) / powerW) : undefined,
  }
}

/** What was paid for a session and its top-ups, what of it was used, and what goes back. */
export async function sumOf(runner: SqlRunner, payment: Payment): Promise<PaidSum> {
  const added = await addedToEach(runner, [payment.id])
  const parts = partsThatCount(payment, added.get(payment.id) ?? [])
  const refunds = await Promise.all(parts.map(({ id }) => refundsOf(runner, id)))
  const reserves = await Promise.all(parts.map((part) => reservedSum(runner, part)))
  return {
    paidIdr: parts.reduce((sum, { amountIdr }) => sum + amountIdr, 0),
    usedIdr: parts.reduce((sum, { usedIdr }) => sum + (usedIdr ?? 0), 0),
    refunds: refunds.flat(),
    reserves: reserves.filter((reserve) => reserve !== undefined),
  }
}

async function reservedSum(
  runner: SqlRunner,
  { id, amountIdr, usedIdr }: { id: string; amountIdr: number; usedIdr: number | null },
): Promise<ReservedSum | undefined> {
  const reserve = await findReserve(runner, id)
  if (reserve === undefined) return undefined
  const { paymentId, state, captures } = reserve
  // What was used may be less than was captured for it, once it has been corrected: that goes back as a refund.
  const takenIdr = captures === 'all' ? amountIdr : (reserve.captureIdr ?? usedIdr ?? 0)
  return { paymentId, state, captures, releasedIdr: amountIdr - takenIdr }
}

/** Whether a payment can still be paid: what its page shows the QR for. */
export function isOpen(services: Pick<Services, 'clock'>, payment: Payment): boolean {
  return payment.state === 'awaitingPayment' && services.clock.wallMs() < fromStoredInstant(payment.expiresAt)
}

export function refundView(services: Services, refund: Refund, by: Actor): RefundView {
  const { id, reference, paymentId, walletId, amountIdr, reason, state, attempts, problem } = refund
  const { createdAt, endedAt } = refund
  const claim = actorMay(by, 'payments.assist') ? claimOf(services, refund) : null
  return {
    ...{ id, reference, paymentId, walletId, amountIdr, reason, state, attempts, problem, claim },
    ...{ createdAt, endedAt },
  }
}

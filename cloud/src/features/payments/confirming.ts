import { idr } from '@colok/shared/money'
import { type Instant, toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { PaymentKey, PaymentStatus, StatusResult } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { expireLinking } from './linking.ts'
import { changePayment, type Payment } from './payment-rows.ts'
import { receiptOf, receiveMoney } from './receiving.ts'

/** Between two questions whether a QR has been paid: the notification may have been lost. */
const lookAgainMs = 10_000

/** After its expiry, before it is given up: money that was paid in its last second. */
const afterExpiryMs = 30_000

/** Looked at again after it has expired: money that comes late goes back, even where no notification tells of it. */
const lateLooksMs = [10 * 60_000, 3_600_000, 24 * 3_600_000]

/** Such a look counts once the provider has answered it; until then it is taken again, but not for ever. */
const unansweredAgainMs = 10 * 60_000
const unansweredForMs = 7 * 24 * 3_600_000

/** Money that has reached the provider's books, whatever became of it since. */
const received: ReadonlySet<PaymentStatus> = new Set(['paid', 'partlyRefunded', 'refunded'])

/** Throws for one that its provider knows as a reserve: those are asked about as such. */
export function keyOf(payment: Payment): PaymentKey {
  const { reference, method, amountIdr, providerRef } = payment
  if (method === 'reserve') throw new Error(`Payment ${payment.id} is set aside, not paid.`)
  return { reference, method, amountIdr: idr(amountIdr), providerRef: providerRef ?? undefined }
}

/** Asks the provider's own books, and takes the money in if they have it. Says what they said. */
export async function lookAtProvider(
  services: Services,
  payment: Payment,
): Promise<StatusResult['kind'] | 'paid'> {
  const gateway = services.payments.named(payment.gateway)
  if (gateway === undefined) return 'unknown'
  const result = await gateway.status(keyOf(payment))
  if (result.kind !== 'found' || !received.has(result.payment.status)) return result.kind
  await services.writer.write((tx) => receiveMoney(tx, services, receiptOf(gateway.name, result.payment)))
  services.payments.somethingIsDue()
  services.changes.changed(payment.chargePointId)
  return 'paid'
}

/**
 * When a payment that may still be paid is looked at once more, as an instant; undefined where its next look is the last or
 * it is asked about otherwise. Written down before the look, so that one that finds nothing writes no more.
 */
export function nextLookAt({ state, method, expiresAt }: Payment, now: Instant): Instant | undefined {
  const giveUpAt = fromStoredInstant(expiresAt) + afterExpiryMs
  if (state !== 'awaitingPayment' || method === 'reserve' || now >= giveUpAt) return undefined
  return Math.min(giveUpAt, now + lookAgainMs)
}

/** One look at a payment that is to be paid, or that has expired unpaid; `nextLookAt` is written down already. */
export async function awaitPayment(services: Services, payment: Payment): Promise<void> {
  if (payment.method === 'reserve') return expireLinking(services, payment)
  const askedAt = services.clock.wallMs()
  const said = await lookAtProvider(services, payment)
  if (said === 'paid') return
  if (payment.state === 'expired')
    return said === 'found' || said === 'notFound'
      ? lookLater(services, payment)
      : lookSoon(services, payment)
  const now = services.clock.wallMs()
  const next = nextLookAt(payment, now)
  if (next === undefined) return expire(services, payment)
  // A provider that takes so long to answer is not asked again at once.
  if (now >= askedAt + lookAgainMs)
    await services.writer.write((tx) => changePayment(tx, payment, { dueAt: toIso(next) }))
}

/** A process that died while it asked a provider left a QR that nobody has seen. */
export async function giveUpCreating(services: Services, payment: Payment): Promise<void> {
  await services.writer.write((tx) =>
    changePayment(tx, payment, {
      state: 'failed',
      problem: 'It was cut off while the provider was asked.',
      dueAt: null,
      endedAt: toIso(services.clock.wallMs()),
    }),
  )
}

/** Ended at the provider too, so that it cannot be paid late; where that fails the late looks find the money. */
async function expire(services: Services, payment: Payment): Promise<void> {
  const gateway = services.payments.named(payment.gateway)
  const cancelled = await gateway?.cancel(keyOf(payment))
  if (cancelled?.kind === 'tooLate' && (await lookAtProvider(services, payment)) === 'paid') return
  const now = services.clock.wallMs()
  await services.writer.write((tx) =>
    changePayment(tx, payment, {
      state: 'expired',
      attempts: 0,
      dueAt: toIso(now + (lateLooksMs[0] ?? 0)),
      endedAt: toIso(now),
    }),
  )
  services.changes.changed(payment.chargePointId)
}

async function lookLater(services: Services, payment: Payment): Promise<void> {
  const attempts = payment.attempts + 1
  const nextMs = lateLooksMs[attempts]
  const dueAt = nextMs === undefined ? null : toIso(services.clock.wallMs() + nextMs)
  await services.writer.write((tx) => changePayment(tx, payment, { attempts, dueAt }))
}

async function lookSoon(services: Services, payment: Payment): Promise<void> {
  const now = services.clock.wallMs()
  const isOver = now > fromStoredInstant(payment.expiresAt) + unansweredForMs
  const dueAt = isOver ? null : toIso(now + unansweredAgainMs)
  await services.writer.write((tx) => changePayment(tx, payment, { dueAt }))
}

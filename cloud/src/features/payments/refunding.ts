import { idr } from '@colok/shared/money'
import { type Instant, toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { PaymentGateway, RefundRefusal, RefundResult } from '../../gateways/contract.ts'
import { opensNextAt } from '../../gateways/refund-hours.ts'
import type { Services } from '../../services.ts'
import { keyOf } from './confirming.ts'
import { receivableFrom } from './desk.ts'
import { type NewException, queueException } from './exceptions.ts'
import { findPaymentOf, type Payment } from './payment-rows.ts'
import { bookRefund, type Refund } from './refund-rows.ts'
import { captureReferenceOf, findReserve } from './reserve-rows.ts'
import { tellOfClaims } from './telling-claims.ts'
import { findLink, tokenOf } from './wallet-links.ts'

/** A minute, two, four … six hours. */
const firstRetryMs = 60_000
const longestRetryMs = 6 * 3_600_000

/** Those of a night are not all asked for in the same moment. */
const openingSpreadMs = 10 * 60_000

/** After a week of tries the driver is asked where else the money may go. */
const giveUpAfterMs = 7 * 24 * 3_600_000

/** They pass by themselves: our funds there, the night in which an issuer is closed. */
const temporary: ReadonlySet<RefundRefusal> = new Set(['merchantFunds', 'closedNow'])

/**
 * One try at sending a refund back by the way it came. `refund.state` is that before the try: `pending` when an earlier one
 * may have been carried out. Such a refund is asked for again only while its provider is sure to know it by its reference,
 * and then goes to a person and never by itself to the driver: money that comes late is put right by a transfer, money
 * that was paid twice by nothing.
 */
export async function sendBack(services: Services, refund: Refund): Promise<void> {
  const payment = await findPaymentOf(services.read, refund)
  const gateway = services.payments.named(payment?.gateway ?? null)
  if (payment === undefined || gateway === undefined)
    return askDriver(services, refund, 'The provider that took it is not set up any more.')
  const { noRefundFor, refundWindowMs, refundRepeatableMs } = gateway.capabilities
  const waitingForMs = services.clock.wallMs() - fromStoredInstant(refund.createdAt)
  if (refund.state === 'pending' && waitingForMs > refundRepeatableMs)
    return askPerson(services, { refund, payment, gateway: gateway.name })
  const { method } = payment
  if (method !== 'reserve' && noRefundFor.includes(method))
    return askDriver(services, refund, `${gateway.name} cannot give this back.`)
  const paidAt = fromStoredInstant(payment.paidAt ?? payment.createdAt)
  // One that may have been carried out is asked for again even after the window: the answer is what counts.
  if (refund.attempts === 0 && services.clock.wallMs() > paidAt + refundWindowMs)
    return askDriver(services, refund, `${gateway.name} gives nothing back so long after the payment.`)
  const result = await askForRefund(services, { refund, payment, gateway })
  await take(services, { refund, payment, gateway: gateway.name }, result)
}

/** Of what was paid, or of what was captured out of what had been set aside. */
async function askForRefund(
  services: Services,
  { refund, payment, gateway }: { refund: Refund; payment: Payment; gateway: PaymentGateway },
): Promise<RefundResult> {
  const asked = {
    refundReference: refund.reference,
    amountIdr: idr(refund.amountIdr),
    reason: reasonText(refund.reason),
  }
  if (payment.method !== 'reserve') return gateway.refund({ payment: keyOf(payment), ...asked })
  const reserve = await findReserve(services.read, payment.id)
  const link = reserve === undefined ? undefined : await findLink(services.read, reserve.linkId)
  if (link === undefined || gateway.reservations === undefined)
    return { kind: 'invalid', code: 'noLink', message: 'The account that it came from is not known.' }
  return gateway.reservations.refundCapture({
    ...asked,
    reservation: {
      reference: payment.reference,
      customerToken: tokenOf(services, link),
      amountIdr: idr(payment.amountIdr),
    },
    captureReference: captureReferenceOf(payment),
  })
}

interface Tried {
  readonly refund: Refund
  readonly payment: Payment
  readonly gateway: string
}

async function take(services: Services, tried: Tried, result: RefundResult): Promise<void> {
  const { refund } = tried
  switch (result.kind) {
    case 'refunded':
      return finish(services, tried)
    case 'pending':
      return again(services, refund, 'The provider is working on it.', 'pending')
    case 'unknown':
      return again(services, refund, result.message, 'pending')
    case 'misconfigured':
      await services.writer.write((tx) =>
        queueException(tx, services, {
          ref: `misconfigured:${tried.gateway}:${result.code}`,
          kind: 'misconfigured',
          gateway: tried.gateway,
          paymentId: tried.payment.id,
          amountIdr: refund.amountIdr,
          detail: `${tried.gateway} refuses refunds: ${result.message}. Refunds are tried again by themselves.`,
        }),
      )
      return again(services, refund, result.message, refund.state)
    case 'refused':
      if (!temporary.has(result.reason)) return askDriver(services, refund, result.message)
      return again(services, refund, result.message, refund.state, openingOf(services, refund, result.reason))
    case 'invalid':
      return askDriver(services, refund, result.message)
  }
}

async function finish(services: Services, { refund, payment, gateway }: Tried): Promise<void> {
  await services.writer.write(async (tx) => {
    await bookRefund(tx, services, { refund, from: receivableFrom(gateway) })
    await tx.run('update refund set attempts = ?, problem = null where id = ?', [
      refund.attempts + 1,
      refund.id,
    ])
  })
  services.changes.changed(payment.chargePointId)
}

/**
 * Before which it need not be asked for again: an issuer that is closed opens in the morning, for all of the night together.
 * What may have been carried out is asked for while the provider still knows of it.
 */
function openingOf({ clock, random }: Services, { state }: Refund, reason: RefundRefusal): Instant {
  if (reason !== 'closedNow' || state === 'pending') return 0
  return opensNextAt(clock.wallMs()) + Math.floor(random() * openingSpreadMs)
}

async function again(
  services: Services,
  refund: Refund,
  problem: string,
  state: Refund['state'],
  notBeforeMs = 0,
): Promise<void> {
  const now = services.clock.wallMs()
  const tryingForMs = now - fromStoredInstant(refund.createdAt)
  // What may have been carried out is not sent by another way too.
  if (tryingForMs > giveUpAfterMs && state !== 'pending') return askDriver(services, refund, problem)
  const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(20, refund.attempts))
  await services.writer.write((tx) =>
    tx.run('update refund set state = ?, attempts = ?, due_at = ?, problem = ? where id = ?', [
      state,
      refund.attempts + 1,
      toIso(Math.max(now + waitMs, notBeforeMs)),
      problem.slice(0, 500),
      refund.id,
    ]),
  )
}

/** Nobody can tell from here whether it was carried out: it waits for a person who has looked into the provider's books. */
async function askPerson(services: Services, { refund, payment, gateway }: Tried): Promise<void> {
  const exception: NewException = {
    ref: `refundUncertain:${refund.id}`,
    kind: 'refundUncertain',
    gateway,
    paymentId: payment.id,
    chargePointId: payment.chargePointId,
    amountIdr: refund.amountIdr,
    detail: `${gateway} has not said in time whether it was carried out. Look for ${refund.reference} in its books and say what you found by POST /refunds/${refund.id}/verdict.`,
  }
  await services.writer.write(async (tx) => {
    await tx.run('update refund set due_at = null, problem = ? where id = ?', [exception.detail, refund.id])
    await queueException(tx, services, exception)
  })
  services.changes.changed(payment.chargePointId)
}

/** The provider will not: it stays owed, and the driver says on the payment's page where it is to go. */
async function askDriver(services: Services, refund: Refund, problem: string): Promise<void> {
  const payment = await findPaymentOf(services.read, refund)
  await services.writer.write(async (tx) => {
    await tx.run(
      `update refund set state = 'claimable', due_at = null, attempts = ?, problem = ? where id = ?`,
      [refund.attempts + 1, problem.slice(0, 500), refund.id],
    )
    if (payment !== undefined) await tellOfClaims(tx, services, payment.topsUp ?? payment.id)
  })
  if (payment !== undefined) services.changes.changed(payment.chargePointId)
}

/** What the provider is told, and may show to the payer. */
function reasonText(reason: string): string {
  return reason === 'unused' ? 'Sisa isi daya yang tidak terpakai' : 'Isi daya tidak jadi'
}

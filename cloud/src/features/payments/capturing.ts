import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Tx } from '../../db/database.ts'
import type { CaptureResult, ReservationKey, VoidResult } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { hold, transfer } from '../ledger/commands.ts'
import { type ReservingGateway, receivableFrom } from './desk.ts'
import { queueException } from './exceptions.ts'
import { findPayment, type Payment } from './payment-rows.ts'
import { captureReferenceOf, changeReserve, type Reserve, voidReferenceOf } from './reserve-rows.ts'
import { askToReserve } from './reserving.ts'
import { findLink, tokenOf } from './wallet-links.ts'

/** Two seconds, four, … while what is set aside may lapse; the last is between two looks at what nobody answers. */
const firstRetryMs = 2000
const longestRetryMs = 10 * 60_000

/** So long nobody answers about a capture before a person has to look into the provider's books. */
const uncertainAfterMs = 7 * 86_400_000

/** A reserve whose answer was lost may still be on its way, and is not there yet when it is to be given back. */
const onItsWayMs = 10 * 60_000

/** The clock of the provider may be behind ours. */
const surelyLapsedMs = 15 * 60_000

interface Act {
  readonly reserve: Reserve
  readonly payment: Payment
  readonly gateway: ReservingGateway
  readonly key: ReservationKey
}

/** The next step of money that is set aside. */
export async function driveReserve(services: Services, reserve: Reserve): Promise<void> {
  const payment = await findPayment(services.read, reserve.paymentId)
  if (payment === undefined) return
  if (reserve.state === 'asking') return askToReserve(services, reserve, payment)
  const gateway = services.payments.reserving(payment.gateway)
  const link = await findLink(services.read, reserve.linkId)
  if (gateway === undefined || link === undefined)
    return putOff(services, reserve, 'The provider that has it is not set up any more.')
  const { reference } = payment
  const key = { reference, customerToken: tokenOf(services, link), amountIdr: idr(payment.amountIdr) }
  const act = { reserve, payment, gateway, key }
  switch (reserve.state) {
    case 'standing':
      return captureAll(services, act)
    case 'capturing':
      return capture(services, act)
    case 'voiding':
      return giveBackReserved(services, act)
    default:
      await services.writer.write((tx) => changeReserve(tx, services, reserve, { dueAt: null }))
  }
}

/**
 * It would lapse before the session ends: all of it is taken now, and what will not be used is refunded as that of any
 * payment.
 */
async function captureAll(services: Services, { reserve, payment }: Act): Promise<void> {
  await services.writer.write((tx) =>
    changeReserve(tx, services, reserve, {
      state: 'capturing',
      captureIdr: payment.amountIdr,
      captures: 'all',
    }),
  )
  services.payments.somethingIsDue()
}

/** What sessions used of it is owed by its owner from here on, until the capture has brought it. */
export async function captureUsed(
  tx: Tx,
  services: Services,
  reserve: Reserve,
  usedIdr: number,
): Promise<void> {
  await changeReserve(
    tx,
    services,
    reserve,
    usedIdr > 0 ? { state: 'capturing', captureIdr: usedIdr, captures: 'used' } : { state: 'voiding' },
  )
}

async function capture(services: Services, act: Act): Promise<void> {
  const { reserve, payment, gateway, key } = act
  const asked = { reservation: key, captureReference: captureReferenceOf(payment) }
  const amountIdr = idr(reserve.captureIdr ?? 0)
  const result = await gateway.reservations.capture({ ...asked, amountIdr })
  if (result.kind === 'captured') return keepCaptured(services, act)
  if (result.kind === 'misconfigured') await alertMisconfigured(services, act, result)
  if (result.kind === 'declined' || result.kind === 'invalid') {
    // A capture whose answer was lost, or whose asker was killed, makes the next one a refusal.
    const before = await gateway.reservations.captured(asked)
    if (before.kind === 'done') return keepCaptured(services, act)
    // While it stands the same may be taken later: one refusal forfeits nothing.
    const stands = await gateway.reservations.reservation(key)
    const isOver = stands.kind === 'notFound' || (stands.kind === 'found' && stands.status !== 'reserved')
    if (before.kind === 'notDone' && isOver) return lapse(services, act, result.message)
  }
  return captureAgain(services, act, result.message)
}

/** The provider has taken it: from its owner's account into what it owes us. */
async function keepCaptured(
  services: Services,
  { reserve, payment, gateway }: Pick<Act, 'reserve' | 'payment' | 'gateway'>,
): Promise<void> {
  await services.writer.write(async (tx) => {
    if (!(await changeReserve(tx, services, reserve, { state: 'captured', dueAt: null, problem: null })))
      return
    await bookCaptured(tx, services, { reserve, payment, gateway: gateway.name })
  })
  services.payments.somethingIsDue()
  services.changes.changed(payment.chargePointId)
}

/** In the commit that finds it captured: what was used is paid by it, or it is held for what is being used. */
async function bookCaptured(
  tx: Tx,
  services: Services,
  { reserve, payment, gateway }: { reserve: Reserve; payment: Payment; gateway: string },
): Promise<void> {
  const amountIdr = idr(reserve.captureIdr ?? 0)
  const isAll = reserve.captures === 'all'
  await transfer(tx, services, {
    ref: capturedRef(gateway, payment),
    kind: 'payment',
    debit: receivableFrom(gateway),
    credit: isAll ? `customer_prepaid:${payment.id}` : `capture_receivable:${payment.id}`,
    amountIdr,
  })
  if (isAll)
    await hold(tx, services, {
      ref: `hold:${payment.id}`,
      payment: payment.id,
      from: `customer_prepaid:${payment.id}`,
      amountIdr,
    })
}

/** What the journal is known by, once, whoever finds it captured. */
export const capturedRef = (gateway: string, payment: Payment) =>
  `pay:${gateway}:${captureReferenceOf(payment)}`

/** The provider will not, or does not say: what was used is not paid for, and what is being used is stopped. */
async function lapse(services: Services, act: Act, problem: string): Promise<void> {
  const { reserve, payment } = act
  await services.writer.write(async (tx) => {
    const change = { state: 'lapsed', dueAt: null, problem: problem.slice(0, 500) } as const
    if (await changeReserve(tx, services, reserve, change)) await alertUncaptured(tx, services, act, problem)
  })
  services.changes.changed(payment.chargePointId)
  const root = payment.topsUp === null ? payment : await findPayment(services.read, payment.topsUp)
  if (reserve.captures !== 'all' || root?.state !== 'charging' || root.transactionId === null) return
  await commandCharger(services, root.chargePointId, 'RemoteStopTransaction', {
    transactionId: root.transactionId,
  })
}

async function captureAgain(services: Services, act: Act, problem: string): Promise<void> {
  const { reserve } = act
  const isUncertain = services.clock.wallMs() - fromStoredInstant(reserve.since) > uncertainAfterMs
  if (!isUncertain) return putOff(services, reserve, problem)
  // Its session waits for this: it is settled as if nothing had come, and what a person finds is booked after that.
  if (reserve.captures === 'all') return lapse(services, act, problem)
  await services.writer.write(async (tx) => {
    await changeReserve(tx, services, reserve, { dueAt: null, problem: problem.slice(0, 500) })
    await alertUncaptured(tx, services, act, problem)
  })
}

async function alertUncaptured(
  tx: Tx,
  services: Services,
  { reserve, payment, gateway }: Act,
  problem: string,
): Promise<void> {
  await queueException(tx, services, {
    ref: `uncaptured:${payment.id}`,
    kind: 'uncaptured',
    gateway: gateway.name,
    paymentId: payment.id,
    chargePointId: payment.chargePointId,
    amountIdr: reserve.captureIdr ?? 0,
    detail: `${gateway.name} has not taken what was set aside for ${payment.reference}: ${problem} Look for ${captureReferenceOf(payment)} in its books and say what you found by POST /payments/${payment.id}/capture-verdict.`,
  })
}

async function alertMisconfigured(
  services: Services,
  { payment, gateway }: Act,
  { code, message }: Extract<CaptureResult | VoidResult, { kind: 'misconfigured' }>,
): Promise<void> {
  await services.writer.write((tx) =>
    queueException(tx, services, {
      ref: `misconfigured:${gateway.name}:${code}`,
      kind: 'misconfigured',
      gateway: gateway.name,
      paymentId: payment.id,
      detail: `${gateway.name} neither captures nor gives back what is set aside: ${message}. It is tried again by itself.`,
    }),
  )
}

/** Nothing was used. Whatever becomes of our asking, it is its owner's again when it lapses. */
async function giveBackReserved(services: Services, act: Act): Promise<void> {
  const { reserve, payment, gateway, key } = act
  const result = await gateway.reservations.void({
    reservation: key,
    voidReference: voidReferenceOf(payment),
    reason: 'Isi daya tidak jadi',
  })
  if (result.kind === 'voided') return gone(services, act)
  const now = services.clock.wallMs()
  const lapsesAt = fromStoredInstant(reserve.expiresAt ?? reserve.since) + surelyLapsedMs
  if (now > lapsesAt) return gone(services, act)
  if (result.kind === 'misconfigured') await alertMisconfigured(services, act, result)
  if (result.kind === 'declined' || result.kind === 'invalid') {
    const asked = await gateway.reservations.reservation(key)
    const isEnded = asked.kind === 'found' && (asked.status === 'ended' || asked.status === 'failed')
    const isNowhere = asked.kind === 'notFound' && now - fromStoredInstant(reserve.since) > onItsWayMs
    if (isEnded || isNowhere) return gone(services, act)
  }
  return putOff(services, reserve, result.message)
}

async function gone(services: Services, { reserve, payment }: Act): Promise<void> {
  await services.writer.write((tx) =>
    changeReserve(tx, services, reserve, { state: 'voided', dueAt: null, problem: null }),
  )
  services.changes.changed(payment.chargePointId)
}

async function putOff(services: Services, reserve: Reserve, problem: string): Promise<void> {
  const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(20, reserve.attempts))
  await services.writer.write((tx) =>
    changeReserve(tx, services, reserve, {
      attempts: reserve.attempts + 1,
      dueAt: toIso(services.clock.wallMs() + waitMs),
      problem: problem.slice(0, 500),
    }),
  )
}

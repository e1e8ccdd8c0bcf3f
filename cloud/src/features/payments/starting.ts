import { toIso } from '@colok/shared/time'
import { type VendorMessage, vendorRequest } from '@colok/shared/vendor'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { limitLeft, type PaidLimit } from '../../core/prepaid.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { type CommandOutcome, commandCharger } from '../chargers/commands-to-chargers.ts'
import { changePayment, type Payment, paidFor, priceOf, sessionsPaidBy } from './payment-rows.ts'
import { giveBack } from './settling.ts'

/** Between two tries at a charger that is not there. */
const tryAgainMs = 3000

/** A charger that was cut off after it had said yes may be charging: so long we wait for it to come back and tell. */
const offlineGraceMs = 10 * 60_000

const lookWhileOfflineMs = 15_000

/** Between two looks at a session whose charger knows no limit. */
export const watchEveryMs = 5000

/** Takes the next step towards the start of a session that has been paid for. */
export async function start(services: Services, payment: Payment): Promise<void> {
  switch (payment.step) {
    case 'setLimit':
      return setLimit(services, payment)
    case 'remoteStart':
      return remoteStart(services, payment)
    default:
      return awaitStart(services, payment)
  }
}

/**
 * First the limit: our firmware keeps it itself, offline too. A charger that does not know the message is watched from
 * here instead.
 */
async function setLimit(services: Services, payment: Payment): Promise<void> {
  const limit = await limitOf(services.read, payment)
  const { idTag, connectorId } = payment
  if (limit === undefined || idTag === null) return giveBack(services, payment, 'nothingToStart')
  const outcome = await sendLimit(services, payment, { connectorId, idTag, ...limit })
  switch (outcome) {
    case 'accepted':
      return next(services, payment, { step: 'remoteStart', limitedBy: 'charger' })
    case 'rejected':
    case 'failed':
      return next(services, payment, { step: 'remoteStart', limitedBy: 'cloud' })
    case 'notAccepted':
      return giveBack(services, payment, 'chargerNotInService')
    default:
      return retryUntilStartBy(services, payment, 'chargerOffline')
  }
}

/**
 * The attempt is written down before it is made: after a crash it is made again, and then a charger that says no may
 * have said yes before.
 */
async function remoteStart(services: Services, payment: Payment): Promise<void> {
  const { idTag, connectorId, chargePointId } = payment
  if (idTag === null) return giveBack(services, payment, 'nothingToStart')
  const attempts = payment.attempts + 1
  if (!(await services.writer.write((tx) => changePayment(tx, payment, { attempts })))) return
  const { outcome } = await commandCharger(services, chargePointId, 'RemoteStartTransaction', {
    connectorId,
    idTag,
  })
  const attempted = { ...payment, attempts }
  switch (outcome) {
    case 'accepted':
    case 'noAnswer':
    case 'failed':
      return waitForStart(services, attempted)
    case 'rejected':
      return attempts > 1 ? waitForStart(services, attempted) : giveBack(services, payment, 'chargerRefused')
    case 'notAccepted':
      return giveBack(services, payment, 'chargerNotInService')
    default:
      // Nothing was sent, so the attempt does not count.
      await services.writer.write((tx) => changePayment(tx, payment, { attempts: payment.attempts }))
      return retryUntilStartBy(services, payment, 'chargerOffline')
  }
}

function waitForStart(services: Services, payment: Payment): Promise<void> {
  return next(services, payment, { step: 'awaitStart', dueAt: payment.startBy })
}

/** No StartTransaction by the deadline. */
async function awaitStart(services: Services, payment: Payment): Promise<void> {
  const now = services.clock.wallMs()
  const startBy = fromStoredInstant(payment.startBy ?? payment.createdAt)
  if (now < startBy) return next(services, payment, { dueAt: payment.startBy })
  const isOnline = await first<{ connected: number }>(
    services.read,
    'select connected from charger where id = ? and connected = 1',
    [payment.chargerId],
  )
  if (isOnline !== undefined || now >= startBy + offlineGraceMs)
    return giveBack(services, payment, 'notStarted')
  return next(services, payment, { dueAt: toIso(now + lookWhileOfflineMs) })
}

/** Tells a charger that keeps limits of a higher one, after a top-up. */
export async function raiseLimit(services: Services, payment: Payment): Promise<void> {
  const { transactionId, connectorId } = payment
  const limit = await limitOf(services.read, payment)
  if (limit === undefined || transactionId === null)
    return next(services, payment, { step: null, dueAt: null })
  const outcome = await sendLimit(services, payment, { connectorId, transactionId, ...limit })
  // One that refuses has ended the session meanwhile; its stop tells, and the top-up goes back.
  if (outcome === 'accepted' || outcome === 'rejected' || outcome === 'failed')
    return doneUnlessRaisedAgain(services, payment, limit)
  return next(services, payment, { dueAt: toIso(services.clock.wallMs() + tryAgainMs) })
}

/** Another top-up may have come while the charger was told of this one. */
async function doneUnlessRaisedAgain(services: Services, payment: Payment, told: PaidLimit): Promise<void> {
  await services.writer.write(async (tx) => {
    const now = await limitOf(tx, payment)
    const isTold = now?.limitWh === told.limitWh && now.limitSeconds === told.limitSeconds
    const change = isTold ? { step: null, dueAt: null } : { dueAt: toIso(services.clock.wallMs()) }
    await changePayment(tx, payment, change)
  })
  services.payments.somethingIsDue()
}

/** What the charger's current session may take: all that was paid, less what earlier sessions of it took. */
export async function limitOf(runner: SqlRunner, root: Payment): Promise<PaidLimit | undefined> {
  const paidIdr = (await paidFor(runner, root.id)).reduce((sum, { amountIdr }) => sum + amountIdr, 0)
  const finished = (await sessionsPaidBy(runner, root.id)).filter(({ state }) => state === 'finished')
  const takenWh = finished.reduce((sum, { energyWh }) => sum + (energyWh ?? 0), 0)
  const takenMs = finished.reduce(
    (sum, { startedAt, stoppedAt }) =>
      sum + (stoppedAt === null ? 0 : fromStoredInstant(stoppedAt) - fromStoredInstant(startedAt)),
    0,
  )
  return limitLeft(priceOf(root), { paidIdr, takenWh, takenSeconds: Math.max(0, Math.floor(takenMs / 1000)) })
}

async function sendLimit(
  services: Services,
  payment: Payment,
  limit: VendorMessage<'SetSessionLimit'>,
): Promise<CommandOutcome['outcome']> {
  const request = vendorRequest('SetSessionLimit', { ...limit, paymentRef: payment.reference })
  const { outcome } = await commandCharger(services, payment.chargePointId, 'DataTransfer', request)
  return outcome
}

async function retryUntilStartBy(services: Services, payment: Payment, otherwise: string): Promise<void> {
  const now = services.clock.wallMs()
  if (payment.startBy !== null && now >= fromStoredInstant(payment.startBy))
    return giveBack(services, payment, otherwise)
  return next(services, payment, { dueAt: toIso(now + tryAgainMs) })
}

/** Due at once unless it says when. */
async function next(
  services: Services,
  payment: Payment,
  change: Partial<Pick<Payment, 'step' | 'dueAt' | 'limitedBy'>>,
): Promise<void> {
  const dueAt = toIso(services.clock.wallMs())
  await services.writer.write((tx) => changePayment(tx, payment, { dueAt, ...change }))
  services.payments.somethingIsDue()
}

import { toIso } from '@colok/shared/time'
import { type VendorMessage, vendorRequest } from '@colok/shared/vendor'
import { limitLeft } from '../../core/prepaid.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { type CommandOutcome, commandCharger } from '../chargers/commands-to-chargers.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { isLimitReached } from '../payments/limit-watch.ts'
import { readPrice } from '../tariffs/prices.ts'
import { changeHold, type Hold, priceOfHold } from './hold-rows.ts'
import { findPost, learnLimits } from './posts.ts'

/** A driver waits before the post, and the charger for the answer to Authorize. */
const answerWithinMs = 3000

/** Between two tries to tell a running session its limit, and between two looks at one that keeps none. */
const tryAgainMs = 5000

/** After a stop was sent: time for it to be carried out, and for a charger that did not hear it to hear it again. */
const stopAgainMs = 15_000

/**
 * Tells the limit of the session that is about to begin at any free socket, before Authorize is answered: nothing may flow
 * without it. A charger that did not take one is told after the start instead, and watched.
 */
export async function limitBeforeStart(
  services: Services,
  charger: ChargerIdentity,
  hold: Hold,
): Promise<void> {
  const known = (await findPost(services.read, charger.id))?.knowsLimits
  const price = priceOfHold(hold)
  if (known === 0 || price === undefined) return
  const limit = limitLeft(price, { paidIdr: hold.amountIdr, takenWh: 0, takenSeconds: 0 })
  const sockets = await freeSockets(services.read, charger.id)
  if (limit === undefined || sockets.length === 0) return
  const outcomes = await Promise.all(
    sockets.map((connectorId) =>
      sendLimit(services, charger.chargePointId, {
        connectorId,
        idTag: hold.idTag,
        ...limit,
        paymentRef: hold.id,
      }),
    ),
  )
  const isTold = outcomes.every((outcome) => outcome === 'accepted')
  const knowsNone = outcomes.some((outcome) => outcome !== 'accepted' && outcome !== 'notConnected')
  await services.writer.write(async (tx) => {
    if (isTold) await changeHold(tx, hold, { limitedBy: 'charger' })
    if (known === 1 || !(isTold || knowsNone)) return
    await learnLimits(tx, charger.id, isTold)
    services.bells.note('localLists')
  })
}

/** Sockets at which a session may begin now. */
async function freeSockets(runner: SqlRunner, chargerId: number): Promise<number[]> {
  const rows = await runner.all<{ connectorId: number }>(
    `select connector_id from connector where charger_id = ? and connector_id > 0 and connector_id not in (
       select connector_id from session where charger_id = ? and state = 'charging' and suspect_reasons = '[]')
     order by connector_id`,
    [chargerId, chargerId],
  )
  return rows.map(({ connectorId }) => connectorId)
}

interface Running {
  readonly transactionId: number
  readonly chargerId: number
  readonly connectorId: number
  readonly startedAt: string
  readonly meterStartWh: number
  readonly price: string | null
}

/** Keeps a session within what is set aside for it: tells its charger, or stops it from here. */
export async function keepWithinHold(services: Services, hold: Hold): Promise<void> {
  const session = await first<Running>(
    services.read,
    `select transaction_id, charger_id, connector_id, started_at, meter_start_wh, price from session where id = ?`,
    [hold.sessionId],
  )
  const price = readPrice(session?.price ?? null)
  if (session === undefined || price === undefined) return later(services, hold, {})
  const limit = limitLeft(price, { paidIdr: hold.amountIdr, takenWh: 0, takenSeconds: 0 })
  if (hold.limitedBy === null && limit !== undefined) {
    const { connectorId, transactionId } = session
    const told = { connectorId, transactionId, ...limit, paymentRef: hold.id }
    const outcome = await sendLimit(services, hold.chargePointId, told)
    if (outcome === 'accepted') return later(services, hold, { limitedBy: 'charger', dueAt: null })
    const refuses = outcome === 'rejected' || outcome === 'failed'
    return later(services, hold, refuses ? { limitedBy: 'cloud' } : {})
  }
  const isReached = await isLimitReached(services, session, { limit, price, paidIdr: hold.amountIdr })
  if (!isReached) return later(services, hold, {})
  const { transactionId } = session
  await commandCharger(services, hold.chargePointId, 'RemoteStopTransaction', { transactionId })
  await later(services, hold, { dueAt: toIso(services.clock.wallMs() + stopAgainMs) })
}

async function later(
  services: Services,
  hold: Hold,
  change: { readonly limitedBy?: 'charger' | 'cloud'; readonly dueAt?: string | null },
): Promise<void> {
  const dueAt = toIso(services.clock.wallMs() + tryAgainMs)
  await services.writer.write((tx) => changeHold(tx, hold, { dueAt, ...change }))
}

/** The display says why, unless the charger is known not to know our messages. */
export async function tellRefusal(
  services: Services,
  charger: ChargerIdentity,
  refusal: VendorMessage<'CardRefused'>,
): Promise<void> {
  if ((await findPost(services.read, charger.id))?.knowsLimits === 0) return
  const request = vendorRequest('CardRefused', refusal)
  await commandCharger(services, charger.chargePointId, 'DataTransfer', request, {
    timeoutMs: answerWithinMs,
  })
}

async function sendLimit(
  services: Services,
  chargePointId: string,
  limit: VendorMessage<'SetSessionLimit'>,
): Promise<CommandOutcome['outcome']> {
  const request = vendorRequest('SetSessionLimit', limit)
  const { outcome } = await commandCharger(services, chargePointId, 'DataTransfer', request, {
    timeoutMs: answerWithinMs,
  })
  return outcome
}

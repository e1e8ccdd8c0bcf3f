import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { businessDay, toIso } from '@colok/shared/time'
import { type Bill, priceSession } from '../../core/bill.ts'
import { type CardVerdict, judgeCard } from '../../core/card.ts'
import { fromStoredInstant, toStoredInstant } from '../../core/instant-text.ts'
import { checkStop, energyBetween, type SuspectReason } from '../../core/transaction-check.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { findCard } from '../cards/commands.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { paidLeftFor } from '../payments/sessions.ts'
import { signedReasons } from '../signed-readings/records.ts'
import { readPrice } from '../tariffs/prices.ts'
import { tell } from '../webhooks/events.ts'
import { highestReading, insertMeterValues } from './meter-values.ts'
import { sessionClosed } from './session-closed.ts'
import { type StopContext, stopContext } from './stop-context.ts'
import { keepSuspectMessage, type UnfittingMessage } from './suspect-messages.ts'
import {
  findByTransactionId,
  finishTransaction,
  openSessionsThatFit,
  parseReasons,
  type TransactionRow,
} from './transactions.ts'
import { usageOf } from './usage.ts'

/** What was strange only for want of a stop. */
const answeredByStop: ReadonlySet<SuspectReason> = new Set(['nextStartBeforeStop', 'noStop'])

interface Stop {
  readonly services: Services
  readonly charger: ChargerIdentity
  readonly request: Request<'StopTransaction'>
  readonly stoppedAt: string
  readonly receivedAt: number
}

/**
 * Records the end of a transaction and bills it (OCPP 1.6 §5.13). A repeated stop gets its first answer. One that
 * fits no transaction, or contradicts the stop that is known, is kept as a suspect message and answered as well: the
 * charger has done its part and must not repeat it for ever.
 */
export async function stopTransaction(
  services: Services,
  charger: ChargerIdentity,
  request: Request<'StopTransaction'>,
): Promise<Confirmation<'StopTransaction'>> {
  const receivedAt = services.clock.wallMs()
  const answer = await services.writer.write(async (tx) => {
    const stop: Stop = {
      services,
      charger,
      request,
      stoppedAt: toStoredInstant(request.timestamp),
      receivedAt,
    }
    const known = await findByTransactionId(tx, {
      chargerId: charger.id,
      transactionId: request.transactionId,
    })
    if (known === undefined) return stopUnknown(tx, stop)
    if (known.state === 'charging' || isStandIn(known)) return finish(tx, known, stop, [])
    if (known.stoppedAt === stop.stoppedAt && known.meterStopWh === request.meterStop)
      return confirmation(known.stopAuthorization)
    await keepAsSuspect(tx, stop, {
      reason: 'contradictsStop',
      sessionId: known.id,
    })
    return confirmation(await judgeStopCard(tx, stop))
  })
  services.readings.recorded()
  services.payments.somethingIsDue()
  services.changes.changed(charger.chargePointId)
  return answer
}

/** Closed by a job for want of news: what its charger says counts more, unless a person has decided already. */
function isStandIn(session: TransactionRow): boolean {
  return session.stopSource === 'job' && session.resolution === null
}

async function finish(
  tx: Tx,
  session: TransactionRow,
  stop: Stop,
  extraReasons: readonly SuspectReason[],
): Promise<Confirmation<'StopTransaction'>> {
  const { charger, request, stoppedAt, receivedAt } = stop
  const key = {
    chargerId: charger.id,
    connectorId: session.connectorId,
    transactionId: session.transactionId,
  }
  await insertMeterValues(tx, {
    ...key,
    meterValue: request.transactionData ?? [],
    receivedAt: toIso(receivedAt),
  })
  const context = await stopContext(tx, { ...key, startedAt: session.startedAt })
  const reasons = [
    // The late stop has come, so a start after it is no longer strange; what remains strange is found again below.
    ...parseReasons(session.suspectReasons).filter((reason) => !answeredByStop.has(reason)),
    ...extraReasons,
    ...(context.isSigned
      ? await signedReasons(tx, { sessionId: session.id, meterStopWh: request.meterStop })
      : []),
    ...checkStop({
      startedAt: fromStoredInstant(session.startedAt),
      stoppedAt: fromStoredInstant(stoppedAt),
      receivedAt,
      meterStartWh: session.meterStartWh,
      meterStopWh: request.meterStop,
      highestReadingWh: await highestReading(tx, key),
      maxPowerW: context.maxPowerW,
      nextStartedAt:
        context.nextStartedAt === undefined ? undefined : fromStoredInstant(context.nextStartedAt),
    }),
  ]
  const suspectReasons = [...new Set(reasons)]
  const bill = suspectReasons.length === 0 ? await billFor(tx, session, stop, context) : undefined
  const stopAuthorization = await judgeStopCard(tx, stop)
  const energyWh = energyBetween(session.meterStartWh, request.meterStop)
  await finishTransaction(tx, {
    transactionId: session.transactionId,
    stoppedAt,
    stopReceivedAt: toIso(receivedAt),
    stopSource: 'charger',
    meterStopWh: request.meterStop,
    stopReason: request.reason ?? 'Local',
    stopIdTag: request.idTag?.toUpperCase() ?? null,
    stopAuthorization,
    suspectReasons,
    energyWh,
    businessDay: businessDay(fromStoredInstant(stoppedAt), charger.timeZone),
    totalIdr: bill?.totalIdr ?? null,
    bill: bill ? JSON.stringify(bill) : null,
  })
  const closed = { id: session.id, stopReason: request.reason ?? 'Local' }
  await sessionClosed(tx, stop.services, closed, context.concerned)
  await tell(tx, stop.services, {
    type: suspectReasons.length === 0 ? 'session.finished' : 'session.suspect',
    chargePointId: charger.chargePointId,
    data: {
      id: session.id,
      transactionId: session.transactionId,
      connectorId: session.connectorId,
      stoppedAt,
      energyWh,
      totalIdr: bill?.totalIdr ?? null,
      suspectReasons,
    },
  })
  return confirmation(stopAuthorization)
}

/** Ends a session by a stop that a person has recognised as its own. */
export async function applyStop(
  tx: Tx,
  stop: { services: Services; charger: ChargerIdentity; request: Request<'StopTransaction'> },
  session: TransactionRow,
): Promise<void> {
  const stoppedAt = toStoredInstant(stop.request.timestamp)
  const receivedAt = stop.services.clock.wallMs()
  await finish(tx, session, { ...stop, stoppedAt, receivedAt }, ['pairedByOperator'])
}

async function billFor(
  tx: Tx,
  session: TransactionRow,
  stop: Stop,
  { concerned }: StopContext,
): Promise<Bill | undefined> {
  const price = readPrice(session.price)
  if (price === undefined) return undefined
  const { charger, request, stoppedAt } = stop
  const usage = await usageOf(tx, price, {
    chargerId: charger.id,
    connectorId: session.connectorId,
    startedAt: session.startedAt,
    stoppedAt,
    energyWh: request.meterStop - session.meterStartWh,
  })
  return priceSession(price, usage, concerned.payment ? await paidLeftFor(tx, session.id) : undefined)
}

/**
 * Some chargers stop a transaction that they began offline with a transactionId of their own, often −1. Where exactly
 * one open session of the charger fits the facts it is closed by them, marked for a person to confirm.
 */
async function stopUnknown(tx: Tx, stop: Stop): Promise<Confirmation<'StopTransaction'>> {
  const { charger, request, stoppedAt } = stop
  const fitting = await openSessionsThatFit(tx, {
    chargerId: charger.id,
    stoppedAt,
    meterStopWh: request.meterStop,
    idTag: request.idTag?.toUpperCase() ?? null,
  })
  const [only] = fitting
  if (only && fitting.length === 1) return finish(tx, only, stop, ['pairedByFacts'])
  await keepAsSuspect(tx, stop, {
    reason: 'unknownTransaction',
    sessionId: null,
  })
  return confirmation(await judgeStopCard(tx, stop))
}

function keepAsSuspect(
  tx: Tx,
  stop: Stop,
  why: Pick<UnfittingMessage, 'reason' | 'sessionId'>,
): Promise<void> {
  const { services, charger, request } = stop
  return keepSuspectMessage(tx, services, {
    chargerId: charger.id,
    action: 'StopTransaction',
    request,
    ...why,
  })
}

async function judgeStopCard(tx: Tx, stop: Stop): Promise<CardVerdict | null> {
  if (stop.request.idTag === undefined) return null
  const card = await findCard(tx, stop.request.idTag.toUpperCase())
  return judgeCard(card, { now: stop.receivedAt, activeSessions: 0 })
}

function confirmation(status: CardVerdict | null): Confirmation<'StopTransaction'> {
  return status === null ? {} : { idTagInfo: { status } }
}

import { businessDay, toIso } from '@colok/shared/time'
import { type Bill, priceSession } from '../../core/bill.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { energyBetween, type SuspectReason } from '../../core/transaction-check.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { paidLeftFor } from '../payments/sessions.ts'
import { readPrice } from '../tariffs/prices.ts'
import { isPaidByWallet } from '../wallets/sessions.ts'
import { tell } from '../webhooks/events.ts'
import { sessionClosed } from './session-closed.ts'
import { findByTransactionId, finishTransaction, parseReasons, type TransactionRow } from './transactions.ts'
import { usageOf } from './usage.ts'

/** A stop that is queued in a charger comes at its next connection; most posts are back within two days. */
const unheardOfMs = 48 * 3_600_000

/** A socket that its charger, connected, has called free for this long is charging nobody. */
const freeForMs = 3_600_000

/** In one run: the rest is found by the next. */
const maxEachRun = 500

interface StaleSession {
  readonly transactionId: number
  readonly chargerId: number
  readonly chargePointId: string
  readonly timeZone: string
}

/**
 * Closes sessions whose end was lost, with what is known of them, as suspect. A stop that comes all the same takes the
 * place of this guess, as long as no person has decided.
 */
export function closeStaleSessions(services: Services): Job {
  return {
    name: 'close stale sessions',
    everyMs: 15 * 60_000,
    async run() {
      for (const session of await findStaleSessions(services)) {
        const closed = await services.writer.write((tx) => closeWithWhatIsKnown(tx, services, session))
        if (!closed) continue
        const { transactionId, chargePointId } = session
        services.log.warn({ transactionId, chargePointId }, 'a session without an end was closed')
        services.changes.changed(chargePointId)
      }
    },
  }
}

/**
 * Sessions of which nothing was heard for long, and those at sockets that are free again. Found among those that are under
 * way: the `+` keeps SQLite from reading all that there were, in their order.
 */
async function findStaleSessions(services: Services): Promise<StaleSession[]> {
  const now = services.clock.wallMs()
  const unheardSince = toIso(now - unheardOfMs)
  const freeSince = toIso(now - freeForMs)
  return services.read.all<StaleSession>(
    `select transaction_id, session.charger_id, charge_point_id, time_zone
     from session join charger on charger.id = session.charger_id join site on site.id = charger.site_id
     where state = 'charging' and (
       (start_received_at < ? and not exists (
         select 1 from session_reading where session_reading.transaction_id = session.transaction_id
           and session_reading.charger_id = session.charger_id and received_at >= ?))
       or exists (
         select 1 from connector where connector.charger_id = session.charger_id
           and connector.connector_id = session.connector_id and connector.status = 'Available'
           and connected = 1 and connector.status_at > session.started_at and connector.status_at < ?
           and connected_at < ?))
     order by +transaction_id limit ?`,
    [unheardSince, unheardSince, freeSince, freeSince, maxEachRun],
  )
}

/** Ends a session at its last reading. False when it has ended meanwhile. */
async function closeWithWhatIsKnown(tx: Tx, services: Services, stale: StaleSession): Promise<boolean> {
  const session = await findByTransactionId(tx, stale)
  if (session?.state !== 'charging') return false
  const last = await first<{ measuredAt: string; energyWh: number }>(
    tx,
    `select measured_at, energy_wh from session_reading
     where transaction_id = ? and charger_id = ? and energy_wh is not null
     order by energy_wh desc, measured_at desc limit 1`,
    [stale.transactionId, stale.chargerId],
  )
  const stoppedAt = last?.measuredAt ?? session.startedAt
  const meterStopWh = Math.max(last?.energyWh ?? session.meterStartWh, session.meterStartWh)
  const energyWh = energyBetween(session.meterStartWh, meterStopWh)
  const suspectReasons = [...new Set([...parseReasons(session.suspectReasons), 'noStop' as const])]
  const bill = await billOfPaidAhead(tx, {
    session,
    chargerId: stale.chargerId,
    stoppedAt,
    energyWh,
    suspectReasons,
  })
  await finishTransaction(tx, {
    transactionId: stale.transactionId,
    stoppedAt,
    stopReceivedAt: toIso(services.clock.wallMs()),
    stopSource: 'job',
    meterStopWh,
    stopReason: 'Other',
    stopIdTag: null,
    stopAuthorization: null,
    suspectReasons,
    energyWh,
    businessDay: businessDay(fromStoredInstant(stoppedAt), stale.timeZone),
    totalIdr: bill?.totalIdr ?? null,
    bill: bill ? JSON.stringify(bill) : null,
  })
  if (bill !== undefined) await markBilled(tx, session.id, toIso(services.clock.wallMs()))
  await sessionClosed(tx, services, { id: session.id, stopReason: 'Other' })
  await tell(tx, services, {
    type: 'session.suspect',
    chargePointId: stale.chargePointId,
    data: {
      id: session.id,
      transactionId: stale.transactionId,
      connectorId: session.connectorId,
      stoppedAt,
      energyWh,
      totalIdr: bill?.totalIdr ?? null,
      suspectReasons,
    },
  })
  return true
}

/**
 * What was paid ahead does not wait for a person where nothing is strange but that the end is missing: the driver pays
 * what was measured last, and has the rest back.
 */
async function billOfPaidAhead(
  tx: Tx,
  stale: {
    readonly session: TransactionRow
    readonly chargerId: number
    readonly stoppedAt: string
    readonly energyWh: number | null
    readonly suspectReasons: readonly SuspectReason[]
  },
): Promise<Bill | undefined> {
  const { session, chargerId, stoppedAt, energyWh } = stale
  const price = readPrice(session.price)
  const paidIdr = await paidLeftFor(tx, session.id)
  const isPaidAhead = paidIdr !== undefined || (await isPaidByWallet(tx, session.id))
  if (price === undefined || !isPaidAhead || energyWh === null) return undefined
  if (stale.suspectReasons.some((reason) => reason !== 'noStop')) return undefined
  const { connectorId, startedAt } = session
  const usage = await usageOf(tx, price, { chargerId, connectorId, startedAt, stoppedAt, energyWh })
  return priceSession(price, usage, paidIdr)
}

/** A stop that comes after all is kept for a person to see, and changes no bill. */
async function markBilled(tx: Tx, sessionId: string, at: string): Promise<void> {
  await tx.run(`update session set resolution = 'billed', resolved_at = ? where id = ?`, [at, sessionId])
}

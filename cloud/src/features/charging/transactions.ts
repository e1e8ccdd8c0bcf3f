import type { CardVerdict } from '../../core/card.ts'
import type { SessionPrice } from '../../core/tariff.ts'
import type { SuspectReason } from '../../core/transaction-check.ts'
import { first, type Tx } from '../../db/database.ts'

/** The statements of the message path: each is prepared once and runs in a few microseconds. */

/** What Start and Stop need of a session that is already stored. */
export interface TransactionRow {
  readonly transactionId: number
  readonly id: string
  readonly connectorId: number
  readonly idTag: string
  readonly parentIdTag: string | null
  readonly authorization: CardVerdict
  readonly authorizationExpiresAt: string | null
  readonly state: 'charging' | 'finished'
  readonly startedAt: string
  readonly meterStartWh: number
  readonly stoppedAt: string | null
  readonly meterStopWh: number | null
  readonly stopIdTag: string | null
  readonly stopAuthorization: CardVerdict | null
  readonly price: string | null
  readonly suspectReasons: string
  readonly stopSource: 'charger' | 'job' | null
  readonly resolution: 'billed' | 'waived' | null
}

const columns = `transaction_id, id, connector_id, id_tag, parent_id_tag, "authorization", authorization_expires_at,
  state, started_at, meter_start_wh, stopped_at, meter_stop_wh, stop_id_tag, stop_authorization, price,
  suspect_reasons, stop_source, resolution`

/** The business facts of a StartTransaction. */
export interface StartKey {
  readonly chargerId: number
  readonly connectorId: number
  readonly meterStartWh: number
  readonly startedAt: string
}

const latestOfConnector = `select ${columns} from session where charger_id = ? and connector_id = ? and started_at <= ?
  order by started_at desc, (started_at = ? and meter_start_wh = ?) desc, transaction_id desc limit 1`

/**
 * The connector's last transaction that began at or before a start. Where the start is stored already it is that one: what
 * began at the same instant by other facts comes behind it.
 */
export const latestUpTo = (tx: Tx, key: StartKey): Promise<TransactionRow | undefined> =>
  first(tx, latestOfConnector, [
    key.chargerId,
    key.connectorId,
    key.startedAt,
    key.startedAt,
    key.meterStartWh,
  ])

/** Whether one of the connector's transactions is what a start tells of. */
export function isOfFacts(transaction: TransactionRow, key: StartKey): boolean {
  return transaction.startedAt === key.startedAt && transaction.meterStartWh === key.meterStartWh
}

const byTransactionId = `select ${columns} from session where transaction_id = ? and charger_id = ?`

export const findByTransactionId = (
  tx: Tx,
  key: { chargerId: number; transactionId: number },
): Promise<TransactionRow | undefined> => first(tx, byTransactionId, [key.transactionId, key.chargerId])

/** Open sessions that a stop may belong to: two at most, since more than one decides nothing. */
export const openSessionsThatFit = (
  tx: Tx,
  stop: { chargerId: number; stoppedAt: string; meterStopWh: number; idTag: string | null },
): Promise<TransactionRow[]> =>
  Promise.resolve(
    tx.all<TransactionRow>(
      `select ${columns} from session where charger_id = ? and state = 'charging' and started_at <= ?
         and meter_start_wh <= ? and id_tag = coalesce(?, id_tag) limit 2`,
      [stop.chargerId, stop.stoppedAt, stop.meterStopWh, stop.idTag],
    ),
  )

export interface NewTransaction extends StartKey {
  readonly id: string
  readonly idTag: string
  readonly parentIdTag: string | null
  readonly authorization: CardVerdict
  readonly authorizationExpiresAt: string | null
  readonly startReceivedAt: string
  readonly reservationId: number | null
  /** Undefined where no tariff holds. */
  readonly price: SessionPrice | undefined
  readonly suspectReasons: readonly SuspectReason[]
}

/** Stores a started transaction and gives it the next transactionId. */
export async function insertTransaction(tx: Tx, row: NewTransaction): Promise<number> {
  const inserted = await first<{ transactionId: number }>(
    tx,
    `insert into session (id, charger_id, connector_id, id_tag, parent_id_tag, "authorization",
       authorization_expires_at, state, started_at, start_received_at, meter_start_wh, reservation_id, tariff_id,
       price_idr_per_kwh, price, suspect_reasons, payer_account_id)
     values (?, ?, ?, ?, ?, ?, ?, 'charging', ?, ?, ?, ?, ?, ?, ?, ?, (select postpaid_account.id from id_tag
       join postpaid_account on slug = postpaid_account where id_tag.id_tag = ?))
     returning transaction_id`,
    [
      row.id,
      row.chargerId,
      row.connectorId,
      row.idTag,
      row.parentIdTag,
      row.authorization,
      row.authorizationExpiresAt,
      row.startedAt,
      row.startReceivedAt,
      row.meterStartWh,
      row.reservationId,
      row.price?.tariffId ?? null,
      row.price?.priceIdrPerKwh ?? null,
      row.price === undefined ? null : JSON.stringify(row.price),
      JSON.stringify(row.suspectReasons),
      row.idTag,
    ],
  )
  if (inserted === undefined) throw new Error('The database stored a transaction without giving it a number.')
  return inserted.transactionId
}

export interface FinishedTransaction {
  readonly transactionId: number
  readonly stoppedAt: string
  readonly stopReceivedAt: string
  readonly stopSource: 'charger' | 'job'
  readonly meterStopWh: number
  readonly stopReason: string
  readonly stopIdTag: string | null
  readonly stopAuthorization: CardVerdict | null
  readonly suspectReasons: readonly SuspectReason[]
  /** Null where the registers are so far apart that it cannot be told. */
  readonly energyWh: number | null
  readonly businessDay: string
  /** Null while the session is suspect: a person resolves it before it is billed. */
  readonly totalIdr: number | null
  readonly bill: string | null
}

export const finishTransaction = async (tx: Tx, row: FinishedTransaction): Promise<void> => {
  await tx.run(
    `update session set state = 'finished', stopped_at = ?, stop_received_at = ?, stop_source = ?, meter_stop_wh = ?, stop_reason = ?,
       stop_id_tag = ?, stop_authorization = ?, suspect_reasons = ?, energy_wh = ?, business_day = ?, total_idr = ?,
       bill = ?
     where transaction_id = ?`,
    [
      row.stoppedAt,
      row.stopReceivedAt,
      row.stopSource,
      row.meterStopWh,
      row.stopReason,
      row.stopIdTag,
      row.stopAuthorization,
      JSON.stringify(row.suspectReasons),
      row.energyWh,
      row.businessDay,
      row.totalIdr,
      row.bill,
      row.transactionId,
    ],
  )
}

export const setSuspectReasons = async (
  tx: Tx,
  transactionId: number,
  reasons: readonly SuspectReason[],
): Promise<void> => {
  await tx.run('update session set suspect_reasons = ? where transaction_id = ?', [
    JSON.stringify(reasons),
    transactionId,
  ])
}

export function parseReasons(text: string): SuspectReason[] {
  return JSON.parse(text) as SuspectReason[]
}

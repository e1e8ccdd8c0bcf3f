import type { Updateable } from 'kysely'
import type { SessionPrice } from '../../core/tariff.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'

type PaymentState = Schema['payment']['state']

/**
 * A payment with what is needed of its post. What fills a wallet up has none: its numbers are 0 and its texts empty, as is
 * its price.
 */
export interface Payment {
  readonly id: string
  readonly reference: string
  readonly gateway: string | null
  readonly method: Schema['payment']['method']
  readonly chargerId: number
  readonly chargePointId: string
  readonly siteId: string
  readonly connectorId: number
  /** The wallet that it fills up. */
  readonly walletId: string | null
  readonly topsUp: string | null
  readonly idTag: string | null
  readonly price: string
  readonly amountIdr: number
  readonly state: PaymentState
  readonly step: Schema['payment']['step']
  readonly dueAt: string | null
  readonly attempts: number
  readonly startBy: string | null
  readonly limitedBy: Schema['payment']['limitedBy']
  readonly transactionId: number | null
  readonly providerRef: string | null
  readonly toPay: string | null
  readonly expiresAt: string
  readonly paidAt: string | null
  readonly issuer: string | null
  readonly retrievalReference: string | null
  readonly usedIdr: number | null
  readonly problem: string | null
  readonly createdAt: string
  readonly endedAt: string | null
}

const select = `select payment.id, reference, gateway, method, coalesce(payment.charger_id, 0) as charger_id,
  coalesce(charge_point_id, '') as charge_point_id, coalesce(site_id, '') as site_id,
  coalesce(connector_id, 0) as connector_id, wallet_id, tops_up, id_tag, coalesce(price, '') as price, amount_idr, state, step, due_at, attempts, start_by, limited_by, transaction_id, provider_ref,
  to_pay, expires_at, paid_at, issuer, retrieval_reference, used_idr, problem, payment.created_at, ended_at
  from payment left join charger on charger.id = payment.charger_id`

/** The money is there, and a session may be started by its idTag. */
export const mayStart: ReadonlySet<PaymentState> = new Set(['starting', 'charging', 'ending'])

export const findPayment = (runner: SqlRunner, id: string): Promise<Payment | undefined> =>
  first(runner, `${select} where payment.id = ?`, [id])

/** The payment that a refund belongs to; undefined for what is paid out of a wallet. */
export const findPaymentOf = async (
  runner: SqlRunner,
  { paymentId }: { readonly paymentId: string | null },
): Promise<Payment | undefined> => (paymentId === null ? undefined : findPayment(runner, paymentId))

export const findByReference = (runner: SqlRunner, reference: string): Promise<Payment | undefined> =>
  first(runner, `${select} where reference = ?`, [reference])

export const findByIdTag = (runner: SqlRunner, idTag: string): Promise<Payment | undefined> =>
  first(runner, `${select} where id_tag = ?`, [idTag])

/** Whether a payment was given an idTag. */
export const isPaymentsIdTag = 'exists (select 1 from payment where payment.id_tag = ?)'

/** The payment that a session was started by, be it topped up or not. */
export const findBySession = (runner: SqlRunner, sessionId: string): Promise<Payment | undefined> =>
  first(runner, `${select} where payment.id = (select payment_id from paid_session where session_id = ?)`, [
    sessionId,
  ])

/** A payment and what was added to it, the first paid first: the money that its sessions may use. */
export async function paidFor(runner: SqlRunner, rootId: string): Promise<Payment[]> {
  return runner.all<Payment>(
    `${select} where payment.id = ? or (tops_up = ? and state = 'toppedUp') order by payment.id`,
    [rootId, rootId],
  )
}

/** A place for each of them in a statement. */
export const placesFor = (ids: readonly string[]): string => ids.map(() => '?').join(', ')

/** Payments by their ids, in that order; what is no payment's id is passed over. */
export async function paymentsOf(runner: SqlRunner, ids: readonly string[]): Promise<Payment[]> {
  if (ids.length === 0) return []
  const rows = await runner.all<Payment>(`${select} where payment.id in (${placesFor(ids)})`, ids)
  const byId = new Map(rows.map((payment) => [payment.id, payment]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** A payment that is over, and what was added to it, the first paid first. */
export async function partsOf(runner: SqlRunner, rootId: string): Promise<Payment[]> {
  return runner.all<Payment>(
    `${select} where (payment.id = ? or tops_up = ?) and state in ('settled', 'returned') order by payment.id`,
    [rootId, rootId],
  )
}

/** What is due, the longest due first. */
export async function duePayments(runner: SqlRunner, now: string, limit: number): Promise<Payment[]> {
  return runner.all<Payment>(`${select} where due_at <= ? order by due_at limit ?`, [now, limit])
}

/** Changes a payment that is still in the state in which it was read. False, with nothing done, when it is not. */
export async function changePayment(
  tx: Tx,
  payment: Pick<Payment, 'id' | 'state'>,
  change: Updateable<Schema['payment']>,
): Promise<boolean> {
  const result = await tx.query
    .updateTable('payment')
    .set(change)
    .where('id', '=', payment.id)
    .where('state', '=', payment.state)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export const priceOf = (payment: Pick<Payment, 'price'>): SessionPrice =>
  JSON.parse(payment.price) as SessionPrice

/** A session that a payment has paid for. */
export interface PaidSession {
  readonly id: string
  readonly transactionId: number
  readonly state: 'charging' | 'finished'
  readonly startedAt: string
  readonly stoppedAt: string | null
  readonly meterStartWh: number
  readonly energyWh: number | null
  readonly totalIdr: number | null
  readonly bill: string | null
}

const sessionColumns = `session.id, transaction_id, state, started_at, stopped_at, meter_start_wh, energy_wh, total_idr, bill
  from paid_session join session on session.id = session_id`

export async function sessionsPaidBy(runner: SqlRunner, paymentId: string): Promise<PaidSession[]> {
  return runner.all<PaidSession>(`select ${sessionColumns} where payment_id = ? order by transaction_id`, [
    paymentId,
  ])
}

/** The same of each of several payments, by their ids; one without a session is not among them. */
export async function sessionsPaidByEach(
  runner: SqlRunner,
  ids: readonly string[],
): Promise<Map<string, PaidSession[]>> {
  const rows = await runner.all<PaidSession & { readonly paymentId: string }>(
    `select payment_id, ${sessionColumns} where payment_id in (${placesFor(ids)}) order by transaction_id`,
    ids,
  )
  return Map.groupBy(rows, ({ paymentId }) => paymentId)
}

/** A part of the money that sessions may use: a payment, or what was added to it. */
export type MoneyPart = Pick<Payment, 'id' | 'state' | 'amountIdr' | 'usedIdr'>

/** What has been added to each of several payments, by their ids, whatever has become of it. */
export async function addedToEach(
  runner: SqlRunner,
  ids: readonly string[],
): Promise<Map<string, MoneyPart[]>> {
  const rows = await runner.all<MoneyPart & { readonly topsUp: string }>(
    `select id, tops_up, state, amount_idr, used_idr from payment where tops_up in (${placesFor(ids)}) order by id`,
    ids,
  )
  return Map.groupBy(rows, ({ topsUp }) => topsUp)
}

/** Of a payment and what was added to it, what counts: what is over, once anything is; until then what was paid. */
export function partsThatCount(payment: MoneyPart, added: readonly MoneyPart[]): readonly MoneyPart[] {
  const over = [payment, ...added].filter(({ state }) => state === 'settled' || state === 'returned')
  return over.length > 0 ? over : [payment, ...added.filter(({ state }) => state === 'toppedUp')]
}

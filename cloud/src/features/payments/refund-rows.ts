import { type Idr, idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { Services } from '../../services.ts'
import { transfer } from '../ledger/commands.ts'
import { type Payment, placesFor } from './payment-rows.ts'
import { referenceOf } from './references.ts'

export interface Refund {
  readonly id: string
  readonly reference: string
  /** Null for what is paid out of a wallet. */
  readonly paymentId: string | null
  readonly walletId: string | null
  readonly amountIdr: number
  readonly reason: string
  readonly state: Schema['refund']['state']
  readonly dueAt: string | null
  readonly attempts: number
  readonly problem: string | null
  readonly sealedClaim: string | null
  readonly createdAt: string
  readonly endedAt: string | null
}

const select = `select id, reference, payment_id, wallet_id, amount_idr, reason, state, due_at, attempts, problem, sealed_claim,
  created_at, ended_at from refund`

export const findRefund = (runner: SqlRunner, id: string): Promise<Refund | undefined> =>
  first(runner, `${select} where id = ?`, [id])

/** Where it lies until it has reached its driver. */
export const owedFor = (refund: Pick<Refund, 'id' | 'paymentId'>): string =>
  `refund_payable:${refund.paymentId ?? refund.id}`

/** With the provider that its payment came by. */
export const findRefundByReference = (
  runner: SqlRunner,
  reference: string,
): Promise<
  (Pick<Refund, 'id' | 'paymentId' | 'amountIdr' | 'state'> & { gateway: string | null }) | undefined
> =>
  first(
    runner,
    `select refund.id, payment_id, refund.amount_idr, refund.state, gateway
     from refund join payment on payment.id = payment_id where refund.reference = ?`,
    [reference],
  )

/** What goes back of a payment, the first first: more than once where a session was corrected after it had ended. */
export const refundsOf = (runner: SqlRunner, paymentId: string): Promise<Refund[]> =>
  Promise.resolve(runner.all<Refund>(`${select} where payment_id = ? order by created_at, id`, [paymentId]))

/** The same of each of several payments, by their ids. */
export async function refundsOfEach(
  runner: SqlRunner,
  ids: readonly string[],
): Promise<Map<string, Refund[]>> {
  const rows = await runner.all<Refund & { readonly paymentId: string }>(
    `${select} where payment_id in (${placesFor(ids)}) order by created_at, id`,
    ids,
  )
  return Map.groupBy(rows, ({ paymentId }) => paymentId)
}

/** The one that its driver is to be asked about, or else the last. */
export const currentRefund = (refunds: readonly Refund[]): Refund | undefined =>
  refunds.find(({ state }) => state === 'claimable') ?? refunds.at(-1)

export async function dueRefunds(runner: SqlRunner, now: string, limit: number): Promise<Refund[]> {
  return runner.all<Refund>(`${select} where due_at <= ? order by due_at limit ?`, [now, limit])
}

/** Owes the driver money, once for each payment, and has it sent back: `from` is where it lay until now. */
export async function refundAll(
  tx: Tx,
  services: Services,
  owed: {
    readonly payment: Payment
    readonly from: string
    readonly amountIdr: Idr
    readonly reason: string
  },
): Promise<void> {
  const { payment, from, amountIdr, reason } = owed
  await transfer(tx, services, {
    ref: `owe:${payment.id}`,
    kind: 'refundOwed',
    debit: from,
    credit: `refund_payable:${payment.id}`,
    amountIdr,
  })
  await oweRefund(tx, services, { payment, amountIdr, reason })
}

/** A refund has reached its driver: `from` is whose money it was sent from. */
export async function bookRefund(
  tx: Tx,
  services: Services,
  done: {
    readonly refund: Pick<Refund, 'id' | 'paymentId' | 'amountIdr'>
    readonly from: string
    readonly note?: string
  },
): Promise<void> {
  const { refund, from, note } = done
  await transfer(tx, services, {
    ref: `refund:${refund.id}`,
    kind: 'refund',
    debit: owedFor(refund),
    credit: from,
    amountIdr: idr(refund.amountIdr),
    ...(note !== undefined && { note }),
  })
  await endRefund(tx, services, refund.id)
}

/** Its driver has it; the ledger says so in the same commit. */
export async function endRefund(tx: Tx, services: Services, id: string): Promise<void> {
  await tx.run(`update refund set state = 'refunded', due_at = null, ended_at = ? where id = ?`, [
    toIso(services.clock.wallMs()),
    id,
  ])
}

/** The row that the refund is driven by; the ledger owes the amount already. */
export async function oweRefund(
  tx: Tx,
  services: Services,
  owed: {
    readonly payment: Payment
    readonly amountIdr: Idr
    readonly reason: string
    /** Once for each; the end of the payment where it is left out. */
    readonly occasion?: string
  },
): Promise<void> {
  const id = services.newId()
  const now = toIso(services.clock.wallMs())
  await tx.run(
    `insert into refund (id, reference, payment_id, occasion, amount_idr, reason, state, due_at, attempts, created_at)
     values (?, ?, ?, ?, ?, ?, 'due', ?, 0, ?) on conflict (payment_id, occasion) do nothing`,
    [
      id,
      referenceOf('R', id),
      owed.payment.id,
      owed.occasion ?? 'end',
      owed.amountIdr,
      owed.reason,
      now,
      now,
    ],
  )
}

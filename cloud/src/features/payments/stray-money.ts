import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { Services } from '../../services.ts'
import { transfer } from '../ledger/commands.ts'
import { referenceOf } from './references.ts'

/** Money that came for nothing that we know of, or twice, and its way back. */
export type StrayMoney = {
  readonly [K in keyof Schema['strayMoney']]: K extends 'attempts' ? number : Schema['strayMoney'][K]
}

const select = `select exception_id, gateway, reference, provider_ref, method, amount_idr, received_at, refund_reference,
  state, returning_since, due_at, attempts, problem, ended_at from stray_money`

export const findStray = (runner: SqlRunner, exceptionId: string): Promise<StrayMoney | undefined> =>
  first(runner, `${select} where exception_id = ?`, [exceptionId])

export const findStrayByRefund = (runner: SqlRunner, reference: string): Promise<StrayMoney | undefined> =>
  first(runner, `${select} where refund_reference = ?`, [reference])

export async function dueStrays(runner: SqlRunner, now: string, limit: number): Promise<StrayMoney[]> {
  return runner.all<StrayMoney>(`${select} where due_at <= ? order by due_at limit ?`, [now, limit])
}

/** Those of these exceptions that are about money of an unknown owner. */
export async function straysOf(
  runner: SqlRunner,
  exceptionIds: readonly string[],
): Promise<ReadonlyMap<string, StrayMoney>> {
  if (exceptionIds.length === 0) return new Map()
  const marks = exceptionIds.map(() => '?').join(', ')
  const rows = await runner.all<StrayMoney>(`${select} where exception_id in (${marks})`, [...exceptionIds])
  return new Map(rows.map((row) => [row.exceptionId, row]))
}

/** Ours to look after, with what its provider knows it by. */
export async function keepStray(
  tx: Tx,
  services: Services,
  money: Pick<StrayMoney, 'exceptionId' | 'gateway' | 'reference' | 'providerRef' | 'method' | 'amountIdr'>,
): Promise<void> {
  const { exceptionId, gateway, reference, providerRef, method, amountIdr } = money
  await tx.run(
    `insert into stray_money (exception_id, gateway, reference, provider_ref, method, amount_idr, received_at,
       refund_reference, state, attempts) values (?, ?, ?, ?, ?, ?, ?, ?, 'kept', 0)`,
    [
      ...[exceptionId, gateway, reference, providerRef, method, amountIdr],
      ...[toIso(services.clock.wallMs()), referenceOf('R', exceptionId)],
    ],
  )
}

/** It has left us: `to` is where it went, the provider's receivable or the bank. Its exception is done with. */
export async function bookReturned(
  tx: Tx,
  services: Services,
  { money, to, note }: { readonly money: StrayMoney; readonly to: string; readonly note: string },
): Promise<void> {
  const { exceptionId, gateway, amountIdr } = money
  await transfer(tx, services, {
    ref: `stray:${exceptionId}`,
    kind: 'refund',
    debit: `unidentified:${gateway}`,
    credit: to,
    amountIdr: idr(amountIdr),
    note,
  })
  await endStray(tx, services, { money, state: 'returned', note })
}

export async function endStray(
  tx: Tx,
  services: Services,
  ended: { readonly money: StrayMoney; readonly state: 'returned' | 'attached'; readonly note: string },
): Promise<void> {
  const { money, state, note } = ended
  const now = toIso(services.clock.wallMs())
  await tx.run(
    'update stray_money set state = ?, due_at = null, ended_at = ?, problem = null where exception_id = ?',
    [state, now, money.exceptionId],
  )
  await tx.run(
    'update payment_exception set resolved_at = ?, resolution = ? where id = ? and resolved_at is null',
    [now, note, money.exceptionId],
  )
}

import { toIso } from '@colok/shared/time'
import type { Updateable } from 'kysely'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { Services } from '../../services.ts'
import { placesFor } from './payment-rows.ts'

/** What a payment sets aside at its provider instead of taking it. */
export type Reserve = {
  readonly [K in keyof Schema['walletReserve']]: K extends 'attempts' ? number : Schema['walletReserve'][K]
}

const select = `select payment_id, link_id, state, expires_at, capture_idr, captures, due_at, attempts, since, problem
  from wallet_reserve`

export const findReserve = (runner: SqlRunner, paymentId: string): Promise<Reserve | undefined> =>
  first(runner, `${select} where payment_id = ?`, [paymentId])

/** Those of several payments, by their ids. */
export async function reservesOf(runner: SqlRunner, ids: readonly string[]): Promise<Map<string, Reserve>> {
  const rows = await runner.all<Reserve>(`${select} where payment_id in (${placesFor(ids)})`, ids)
  return new Map(rows.map((reserve) => [reserve.paymentId, reserve]))
}

/** What is due, the longest due first. */
export async function dueReserves(runner: SqlRunner, now: string, limit: number): Promise<Reserve[]> {
  return runner.all<Reserve>(`${select} where due_at <= ? order by due_at limit ?`, [now, limit])
}

/** Changes one that is still in the state in which it was read; a new state begins its tries anew, at once. */
export async function changeReserve(
  tx: Tx,
  services: Services,
  reserve: Pick<Reserve, 'paymentId' | 'state'>,
  change: Updateable<Schema['walletReserve']>,
): Promise<boolean> {
  const now = toIso(services.clock.wallMs())
  const isNewState = change.state !== undefined && change.state !== reserve.state
  const result = await tx.query
    .updateTable('walletReserve')
    .set({ ...(isNewState && { attempts: 0, since: now, dueAt: now }), ...change })
    .where('paymentId', '=', reserve.paymentId)
    .where('state', '=', reserve.state)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** What the provider knows the capture of a payment's reserve by, and the books the money. */
export const captureReferenceOf = ({ reference }: { readonly reference: string }) =>
  `${reference}${captureSuffix}`

export const voidReferenceOf = ({ reference }: { readonly reference: string }) => `${reference}-V`

/** The reference of the payment that a provider's word of a reserve, or of its capture, is about. */
export const paymentReferenceOf = (told: string) =>
  told.endsWith(captureSuffix) ? told.slice(0, -captureSuffix.length) : told

export const captureSuffix = '-C'

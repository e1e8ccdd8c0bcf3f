import type { Updateable } from 'kysely'
import type { SessionPrice } from '../../core/tariff.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'

/** What is set aside of a wallet, with what is needed of its post. */
export interface Hold {
  readonly id: string
  readonly walletId: string
  readonly idTag: string
  readonly chargerId: number
  readonly chargePointId: string
  readonly kind: Schema['walletHold']['kind']
  readonly state: Schema['walletHold']['state']
  readonly amountIdr: number
  readonly price: string | null
  readonly limitedBy: Schema['walletHold']['limitedBy']
  readonly sessionId: string | null
  readonly dueAt: string | null
  readonly createdAt: string
  readonly endedAt: string | null
}

const select = `select wallet_hold.id, wallet_id, id_tag, charger_id, charge_point_id, kind, state, amount_idr, price,
  limited_by, session_id, due_at, wallet_hold.created_at, ended_at
  from wallet_hold join charger on charger.id = wallet_hold.charger_id`

export const findHold = (runner: SqlRunner, id: string): Promise<Hold | undefined> =>
  first(runner, `${select} where wallet_hold.id = ?`, [id])

export const holdOfSession = (runner: SqlRunner, sessionId: string): Promise<Hold | undefined> =>
  first(runner, `${select} where session_id = ?`, [sessionId])

const allowanceStates = "('spent', 'granted', 'granting', 'withdrawing')"

/** Whether `waitingAt` or `allowanceAt` finds something, given a charger and an idTag. */
export const isHeldAt = `exists (select 1 from wallet_hold where wallet_hold.charger_id = ? and wallet_hold.id_tag = ?
  and (state = 'waiting' or state in ${allowanceStates}))`

/** What was set aside when the card was presented there, and no session has begun by. */
export const waitingAt = (
  runner: SqlRunner,
  spot: { readonly chargerId: number; readonly idTag: string },
): Promise<Hold | undefined> =>
  first(runner, `${select} where charger_id = ? and id_tag = ? and state = 'waiting'`, [
    spot.chargerId,
    spot.idTag,
  ])

/** What the post may have spent, or may still spend, of the card while it is offline. */
export const allowanceAt = (
  runner: SqlRunner,
  spot: { readonly chargerId: number; readonly idTag: string },
): Promise<Hold | undefined> =>
  first(
    runner,
    `${select} where charger_id = ? and id_tag = ? and state in ${allowanceStates}
     order by case state when 'spent' then 0 else 1 end, wallet_hold.id limit 1`,
    [spot.chargerId, spot.idTag],
  )

export async function allowancesAt(runner: SqlRunner, chargerId: number): Promise<Hold[]> {
  return runner.all<Hold>(
    `${select} where charger_id = ? and state in ${allowanceStates} order by wallet_hold.id`,
    [chargerId],
  )
}

/** All that is set aside of a wallet, the oldest first. */
export async function openHoldsOf(runner: SqlRunner, walletId: string): Promise<Hold[]> {
  return runner.all<Hold>(
    `${select} where wallet_id = ? and state not in ('ended', 'released') order by wallet_hold.id`,
    [walletId],
  )
}

/** Of a session whose charger is away nothing can be kept within anything. */
const mayBeTaken = "due_at is not null and (wallet_hold.state <> 'charging' or connected = 1)"

/** What is due, the longest due first. */
export async function dueHolds(runner: SqlRunner, now: string, limit: number): Promise<Hold[]> {
  return runner.all<Hold>(`${select} where due_at <= ? and ${mayBeTaken} order by due_at limit ?`, [
    now,
    limit,
  ])
}

/** When the next is due, as a stored instant; undefined when none waits. */
export async function nextHoldDueAt(runner: SqlRunner): Promise<string | undefined> {
  const next = await first<{ at: string | null }>(
    runner,
    `select min(due_at) as at from wallet_hold join charger on charger.id = charger_id where ${mayBeTaken}`,
    [],
  )
  return next?.at ?? undefined
}

/** Changes a hold that is still in the state in which it was read. False, with nothing done, when it is not. */
export async function changeHold(
  tx: Tx,
  hold: Pick<Hold, 'id' | 'state'>,
  change: Updateable<Schema['walletHold']>,
): Promise<boolean> {
  const result = await tx.query
    .updateTable('walletHold')
    .set(change)
    .where('id', '=', hold.id)
    .where('state', '=', hold.state)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export const priceOfHold = ({ price }: Pick<Hold, 'price'>): SessionPrice | undefined =>
  price === null ? undefined : (JSON.parse(price) as SessionPrice)

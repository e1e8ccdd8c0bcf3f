import type { SqlRunner, Tx } from '../../db/database.ts'
import { first } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'

/** What a charger is known to know of our messages about wallets. */
export interface WalletPost {
  readonly chargerId: number
  readonly knowsLimits: number | null
  readonly state: Schema['walletPost']['state']
  readonly version: number
  readonly syncedAt: string | null
}

export const findPost = (runner: SqlRunner, chargerId: number): Promise<WalletPost | undefined> =>
  first(
    runner,
    'select charger_id, knows_limits, state, version, synced_at from wallet_post where charger_id = ?',
    [chargerId],
  )

/** Whether a charger took a limit before a session, as it did or did not just now. */
export async function learnLimits(tx: Tx, chargerId: number, knowsLimits: boolean): Promise<void> {
  // Its local list has cards of wallets otherwise from now on.
  await tx.run(
    `update local_list set state = 'behind', tried_at = null where charger_id = ? and state = 'inStep'`,
    [chargerId],
  )
  await tx.run(
    `insert into wallet_post (charger_id, knows_limits, state) values (?, ?, 'inStep')
     on conflict (charger_id) do update set knows_limits = excluded.knows_limits`,
    [chargerId, knowsLimits ? 1 : 0],
  )
}

/** Its list of allowances is no longer the right one. */
export async function markBehind(tx: Tx, chargerId: number): Promise<void> {
  await tx.run(`update wallet_post set state = 'behind', tried_at = null where charger_id = ?`, [chargerId])
}

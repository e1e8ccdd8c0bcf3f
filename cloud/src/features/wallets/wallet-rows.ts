import type { Funds } from '../../core/wallet.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { balanceOf } from '../ledger/commands.ts'

export interface Wallet {
  readonly id: string
  readonly name: string
  readonly userId: string | null
  readonly frozen: number
  readonly createdAt: string
}

const select = 'select id, name, user_id, frozen, created_at from wallet'

export const findWallet = (runner: SqlRunner, id: string): Promise<Wallet | undefined> =>
  first(runner, `${select} where id = ?`, [id])

/** A holder's money. */
export const walletAccount = (walletId: string) => `wallet:${walletId}`

/** What a holder owes us. */
export const debtAccount = (walletId: string) => `wallet_ar:${walletId}`

/** What a wallet has, as the ledger has it. */
export async function fundsOf(runner: SqlRunner, walletId: string): Promise<Funds> {
  const held = await first<{ heldIdr: number }>(
    runner,
    `select cast(coalesce(sum(amount_idr), 0) as bigint) as held_idr from wallet_hold
     where wallet_id = ? and state not in ('ended', 'released')`,
    [walletId],
  )
  const debt = await first<{ owedIdr: number }>(
    runner,
    'select cast(coalesce(sum(amount_idr), 0) as bigint) as owed_idr from posting where account_id = ?',
    [debtAccount(walletId)],
  )
  return {
    balanceIdr: await balanceOf(runner, walletAccount(walletId)),
    heldIdr: held?.heldIdr ?? 0,
    owedIdr: debt?.owedIdr ?? 0,
  }
}

/** Something has changed that decides which posts may spend of a wallet without asking. */
export async function planAnew(tx: Tx, walletId: string): Promise<void> {
  await tx.run('update wallet set plan_due = 1 where id = ?', [walletId])
}

/** The same, where a card has changed; nothing for one of no wallet. */
export async function planAnewFor(tx: Tx, idTag: string): Promise<void> {
  await tx.run('update wallet set plan_due = 1 where id = (select wallet_id from id_tag where id_tag = ?)', [
    idTag,
  ])
}

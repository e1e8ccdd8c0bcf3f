import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { linkCard, openWallet } from '../wallets/commands.ts'
import { fundsOf } from '../wallets/wallet-rows.ts'

/** A card that nobody pays for hangs on its driver's wallet from now on, which is opened with the first. */
export async function payFromWallet(
  tx: Tx,
  services: Services,
  { idTag, userId }: { readonly idTag: string; readonly userId: string },
): Promise<void> {
  const card = await first<{ walletId: string | null; postpaidAccount: string | null }>(
    tx,
    'select wallet_id, postpaid_account from id_tag where id_tag = ?',
    [idTag],
  )
  if (card === undefined || card.walletId !== null || card.postpaidAccount !== null) return
  const [known] = await walletsOf(tx, userId)
  // Its holder's name stays where it can be forgotten.
  const name = `Driver ${userId.slice(-8)}`
  const walletId = known ?? (await openWallet(tx, services, { name, frozen: false, userId }))
  await linkCard(tx, services, { walletId, idTag })
  await tx.run("update id_tag set status = 'Accepted', updated_at = ? where id_tag = ?", [
    toIso(services.clock.wallMs()),
    idTag,
  ])
}

/** The wallets of a person, the oldest first. */
export async function walletsOf(runner: SqlRunner, userId: string): Promise<string[]> {
  const rows = await runner.all<{ id: string }>('select id from wallet where user_id = ? order by id', [
    userId,
  ])
  return rows.map(({ id }) => id)
}

/** Whether a person has money with us, owes some, or waits for some to come back. */
export async function hasMoneyMatters(runner: SqlRunner, userId: string): Promise<boolean> {
  for (const walletId of await walletsOf(runner, userId)) {
    const { balanceIdr, heldIdr, owedIdr } = await fundsOf(runner, walletId)
    if (balanceIdr !== 0 || heldIdr !== 0 || owedIdr !== 0) return true
    const refund = await first(
      runner,
      "select 1 as found from refund where wallet_id = ? and state <> 'refunded' limit 1",
      [walletId],
    )
    if (refund !== undefined) return true
  }
  return false
}

/** Empty wallets are nobody's from now on; what went through them stays in the books. */
export async function forgetWallets(tx: Tx, userId: string): Promise<void> {
  await tx.run(
    'update refund set sealed_claim = null where wallet_id in (select id from wallet where user_id = ?)',
    [userId],
  )
  await tx.run("update wallet set name = '', user_id = null, frozen = 1, plan_due = 1 where user_id = ?", [
    userId,
  ])
}

import { toIso } from '@colok/shared/time'
import type { Bill } from '../../core/bill.ts'
import { takeBill } from '../../core/wallet.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { creditsOf } from '../ledger/bill-credits.ts'
import { balanceOf, reverse, standingJournal, writeJournal } from '../ledger/commands.ts'
import { giveBackPaidDebt } from './commands.ts'
import { debtAccount, planAnew, walletAccount } from './wallet-rows.ts'

/**
 * A session that a wallet has paid costs something else: what was taken is given back, and what it really cost is taken
 * out of the balance of now; what that does not have, its holder owes.
 */
export async function correctUse(
  tx: Tx,
  services: Services,
  corrected: {
    readonly sessionId: string
    readonly bill: Bill | null
    readonly occasion: string
    readonly note: string
  },
): Promise<void> {
  const { sessionId, bill, occasion, note } = corrected
  const paid = await first<{ walletId: string }>(
    tx,
    'select wallet_id from wallet_session where session_id = ?',
    [sessionId],
  )
  if (paid === undefined) return
  const { walletId } = paid
  const ref = `wallet:${sessionId}`
  const journalId = await standingJournal(tx, ref)
  if (journalId !== undefined) {
    await reverse(tx, services, { journalId, note })
    await giveBackPaidDebt(tx, services, walletId, journalId)
  }
  const totalIdr = bill?.totalIdr ?? 0
  const { paidIdr, owedIdr } = takeBill(await balanceOf(tx, walletAccount(walletId)), totalIdr)
  if (bill !== null && totalIdr > 0)
    await writeJournal(tx, services, {
      ref: `${ref}:${occasion}`,
      kind: 'walletUse',
      postings: [
        { account: walletAccount(walletId), amountIdr: paidIdr },
        { account: debtAccount(walletId), amountIdr: owedIdr },
        ...creditsOf([bill]),
      ],
    })
  await tx.run('update wallet_session set used_idr = ?, owed_idr = ?, settled_at = ? where session_id = ?', [
    totalIdr,
    owedIdr,
    toIso(services.clock.wallMs()),
    sessionId,
  ])
  await planAnew(tx, walletId)
}

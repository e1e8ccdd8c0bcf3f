import { idr } from '@colok/shared/money'
import { hasRoomFor, shareTopUp } from '../../core/wallet.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { writeJournal } from '../ledger/commands.ts'
import { issueTopUpReceipt } from '../receipts/wallet-receipts.ts'
import { debtAccount, findWallet, fundsOf, planAnew, walletAccount } from './wallet-rows.ts'

/** A payment that was received for a wallet. */
interface TopUp {
  readonly id: string
  readonly walletId: string
  readonly amountIdr: number
}

/** Why money for a wallet cannot stay in it; undefined when it can. */
export async function whyNotCredited(
  tx: Tx,
  services: Services,
  topUp: { readonly walletId: string | null; readonly amountIdr: number },
): Promise<string | undefined> {
  const wallet = topUp.walletId === null ? undefined : await findWallet(tx, topUp.walletId)
  if (wallet === undefined) return 'unknownWallet'
  const limits = { rules: services.settings.wallets, isKnown: wallet.userId !== null }
  return hasRoomFor(await fundsOf(tx, wallet.id), topUp.amountIdr, limits) ? undefined : 'walletFull'
}

/** What was paid for a wallet becomes its holder's: first what is owed, then the balance. */
export async function creditTopUp(tx: Tx, services: Services, topUp: TopUp): Promise<void> {
  const { id, walletId, amountIdr } = topUp
  const credit = { ref: `topUp:${id}`, kind: 'walletTopUp', from: `customer_prepaid:${id}` }
  await creditWallet(tx, services, { ...credit, walletId, amountIdr })
  await issueTopUpReceipt(tx, services, id)
}

/** Money of a customer goes from where it lay into a wallet: first against what its holder owes, then to the balance. */
export async function creditWallet(
  tx: Tx,
  services: Services,
  credit: {
    readonly ref: string
    readonly kind: string
    readonly from: string
    readonly walletId: string
    readonly amountIdr: number
  },
): Promise<void> {
  const { ref, kind, from, walletId, amountIdr } = credit
  const { owedIdr } = await fundsOf(tx, walletId)
  const { debtIdr, restIdr } = shareTopUp(owedIdr, amountIdr)
  await writeJournal(tx, services, {
    ref,
    kind,
    postings: [
      { account: from, amountIdr: idr(amountIdr) },
      { account: debtAccount(walletId), amountIdr: idr(-debtIdr) },
      { account: walletAccount(walletId), amountIdr: idr(-restIdr) },
    ],
  })
  await planAnew(tx, walletId)
}

import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { LedgerError } from '../../core/ledger.ts'
import { first, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { seal } from '../access/sealed.ts'
import { recordActivity } from '../activity/commands.ts'
import { reverse, transfer } from '../ledger/commands.ts'
import { markListsBehind } from '../local-lists/keep-in-step.ts'
import { revenueReversed } from '../partners/settled-sessions.ts'
import { referenceOf } from '../payments/references.ts'
import { findHold } from './hold-rows.ts'
import { giveUp } from './holding.ts'
import type { PayoutInput } from './schemas.ts'
import { debtAccount, findWallet, fundsOf, planAnew, type Wallet, walletAccount } from './wallet-rows.ts'

/** Opens a wallet; `userId` where its holder is known. Resolves with its id. */
export async function openWallet(
  tx: Tx,
  services: Services,
  details: { readonly name: string; readonly frozen: boolean; readonly userId?: string },
): Promise<string> {
  const id = services.newId()
  const { name, frozen, userId = null } = details
  await tx.query
    .insertInto('wallet')
    .values({ id, name, userId, frozen: frozen ? 1 : 0, createdAt: toIso(services.clock.wallMs()) })
    .execute()
  return id
}

/** Renames, freezes or thaws a wallet. Throws a Problem for one that is not there. */
export async function changeWallet(
  tx: Tx,
  { id, name, frozen }: { readonly id: string; readonly name: string; readonly frozen: boolean },
): Promise<void> {
  await walletOr404(tx, id)
  await tx.run('update wallet set name = ?, frozen = ? where id = ?', [name, frozen ? 1 : 0, id])
  await planAnew(tx, id)
}

/** From now on a wallet pays for a card. Throws a Problem for a card that somebody else pays for. */
export async function linkCard(
  tx: Tx,
  services: Pick<Services, 'bells'>,
  { walletId, idTag }: { readonly walletId: string; readonly idTag: string },
): Promise<void> {
  await walletOr404(tx, walletId)
  const card = await first<{ walletId: string | null; postpaidAccount: string | null }>(
    tx,
    'select wallet_id, postpaid_account from id_tag where id_tag = ?',
    [idTag],
  )
  if (card === undefined) throw new Problem('not-found', `There is no card ${idTag}.`)
  if (card.postpaidAccount !== null)
    throw new Problem('conflict', `Account ${card.postpaidAccount} pays for card ${idTag} by the month.`)
  if (card.walletId !== null && card.walletId !== walletId)
    throw new Problem('conflict', `Another wallet pays for card ${idTag}: unlink it there first.`)
  await tx.run('update id_tag set wallet_id = ? where id_tag = ?', [walletId, idTag])
  await planAnew(tx, walletId)
  await markListsBehind(tx, services)
}

/** The card is nobody's from now on, and starts nothing before it is given another payer. */
export async function unlinkCard(
  tx: Tx,
  services: Pick<Services, 'bells'>,
  { walletId, idTag }: { readonly walletId: string; readonly idTag: string },
): Promise<void> {
  const unlinked = await tx.run(
    `update id_tag set wallet_id = null, status = 'Blocked' where id_tag = ? and wallet_id = ?`,
    [idTag, walletId],
  )
  if (unlinked === 0) throw new Problem('not-found', `Card ${idTag} is none of wallet ${walletId}.`)
  await planAnew(tx, walletId)
  await markListsBehind(tx, services)
}

interface Deed {
  readonly walletId: string
  readonly note: string
  readonly actor: string
}

/** Takes back what a session took out of a wallet. Throws a Problem for any other journal, or a second time. */
export async function reverseUse(
  tx: Tx,
  services: Services,
  { walletId, journalId, note, actor }: Deed & { readonly journalId: string },
): Promise<void> {
  const use = await first<{ ref: string }>(
    tx,
    `select journal.ref from journal join posting on journal_id = journal.id
     where journal.id = ? and kind = 'walletUse' and account_id in (?, ?) limit 1`,
    [journalId, walletAccount(walletId), debtAccount(walletId)],
  )
  if (use === undefined)
    throw new Problem('not-found', `Journal ${journalId} is no session that wallet ${walletId} has paid.`)
  try {
    await reverse(tx, services, { journalId, note })
  } catch (error) {
    if (error instanceof LedgerError) throw new Problem('conflict', error.message)
    throw error
  }
  await giveBackPaidDebt(tx, services, walletId, journalId)
  await revenueReversed(tx, services, { journalRef: use.ref, note })
  await planAnew(tx, walletId)
  await recordActivity(tx, services, {
    actor,
    action: 'wallet.reversed',
    subject: `wallet:${walletId}`,
    detail: { journalId, note },
  })
}

/** A debt that is taken back may have been paid: then that is the holder's again. */
export async function giveBackPaidDebt(
  tx: Tx,
  services: Services,
  walletId: string,
  journalId: string,
): Promise<void> {
  const { owedIdr } = await fundsOf(tx, walletId)
  if (owedIdr >= 0) return
  await transfer(tx, services, {
    ref: `debtPaid:${journalId}`,
    kind: 'walletDebtPaid',
    debit: debtAccount(walletId),
    credit: walletAccount(walletId),
    amountIdr: idr(-owedIdr),
  })
}

/** Owes a holder what is free in a wallet: a person transfers it. Throws a Problem when there is not so much. */
export async function payOut(
  tx: Tx,
  services: Services,
  { walletId, note, actor, claim, amountIdr: wished }: Deed & PayoutInput,
): Promise<string> {
  await walletOr404(tx, walletId)
  const { balanceIdr, owedIdr } = await fundsOf(tx, walletId)
  if (owedIdr > 0) throw new Problem('conflict', `Its holder owes Rp ${owedIdr}.`)
  const amountIdr = wished ?? balanceIdr
  if (amountIdr === 0 || amountIdr > balanceIdr)
    throw new Problem('conflict', `Rp ${balanceIdr} is free in it; Rp ${amountIdr} cannot be paid out.`)
  const id = services.newId()
  await transfer(tx, services, {
    ref: `payout:${id}`,
    kind: 'walletPayout',
    debit: walletAccount(walletId),
    credit: `refund_payable:${id}`,
    amountIdr: idr(amountIdr),
    note,
  })
  await tx.query
    .insertInto('refund')
    .values({
      id,
      reference: referenceOf('R', id),
      walletId,
      amountIdr,
      reason: 'walletPayout',
      state: 'manual',
      sealedClaim: seal(JSON.stringify(claim), services.settings.secret, 'refund claim'),
      createdAt: toIso(services.clock.wallMs()),
    })
    .execute()
  await planAnew(tx, walletId)
  await recordActivity(tx, services, {
    actor,
    action: 'wallet.paidOut',
    subject: `wallet:${walletId}`,
    detail: { refundId: id, amountIdr, note },
  })
  return id
}

/** A post that is gone gives nothing back by itself. Throws a Problem for what a session still needs. */
export async function releaseLost(
  tx: Tx,
  services: Services,
  { walletId, holdId, note, actor }: Deed & { readonly holdId: string },
): Promise<void> {
  const hold = await findHold(tx, holdId)
  if (hold?.walletId !== walletId) throw new Problem('not-found', `Wallet ${walletId} has no hold ${holdId}.`)
  const isLost = hold.kind === 'allowance' && (hold.state === 'withdrawing' || hold.state === 'spent')
  if (!isLost)
    throw new Problem(
      'conflict',
      `It is ${hold.state}: only what a post does not give back is released by hand.`,
    )
  await giveUp(tx, services, hold)
  await recordActivity(tx, services, {
    actor,
    action: 'wallet.holdReleased',
    subject: `wallet:${walletId}`,
    detail: { holdId, chargePointId: hold.chargePointId, amountIdr: hold.amountIdr, note },
  })
}

async function walletOr404(tx: Tx, id: string): Promise<Wallet> {
  const wallet = await findWallet(tx, id)
  if (wallet === undefined) throw new Problem('not-found', `There is no wallet ${id}.`)
  return wallet
}

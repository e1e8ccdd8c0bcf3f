import { type Idr, idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import type { Bill } from '../../core/bill.ts'
import { shareUsed, type UsedPart } from '../../core/prepaid.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { creditsOf } from '../ledger/bill-credits.ts'
import { postedTo, postHeld, release, reverse, standingJournal, transfer } from '../ledger/commands.ts'
import { changePayment, type Payment, partsOf, sessionsPaidBy } from './payment-rows.ts'
import { oweRefund } from './refund-rows.ts'
import { findReserve } from './reserve-rows.ts'

/** Why what was paid for a session cannot be corrected now; undefined where it can. */
export async function objectionToCorrecting(tx: Tx, payment: Payment): Promise<string | undefined> {
  if (payment.state !== 'settled') return 'What was paid for it is not settled yet: correct it after that.'
  for (const { id, usedIdr } of await partsOf(tx, payment.id)) {
    const reserve = usedIdr === null || usedIdr === 0 ? undefined : await findReserve(tx, id)
    if (reserve?.state === 'capturing')
      return 'What was set aside for it is still being taken: correct it after that.'
    if (reserve !== undefined && reserve.state !== 'captured')
      return 'What was set aside for it was never taken: there is nothing that could go back.'
  }
  return undefined
}

/**
 * A session that was paid ahead has cost less than was thought: what was posted is taken back, what it really cost is
 * posted, and the difference goes back by the way of every refund, once for each `occasion`; out of what was captured,
 * where it had been set aside at its owner's. Its session's row says the new cost already, which is at most the old one:
 * nobody who paid ahead is asked for more.
 */
export async function correctUsed(
  tx: Tx,
  services: Services,
  corrected: { readonly payment: Payment; readonly occasion: string; readonly note: string },
): Promise<void> {
  const { payment, occasion, note } = corrected
  const ref = `used:${payment.id}`
  const journalId = await standingJournal(tx, ref)
  if (journalId === undefined) return
  const paid = await partsOf(tx, payment.id)
  const owed = await owedIn(tx, journalId, paid)
  await reverse(tx, services, { journalId, note })
  const sessions = await sessionsPaidBy(tx, payment.id)
  const usedIdr = sessions.reduce((sum, { totalIdr }) => sum + (totalIdr ?? 0), 0)
  const parts = shareUsed(paid, usedIdr)
  const used = parts.filter((part) => part.usedIdr > 0)
  if (usedIdr > 0)
    await postHeld(tx, services, {
      ref: `${ref}:${occasion}`,
      occurredAt: toIso(services.clock.wallMs()),
      from: used
        .filter(({ payment: { id } }) => !owed.has(id))
        .map((part) => ({ payment: part.payment.id, amountIdr: part.usedIdr })),
      owed: used
        .filter(({ payment: { id } }) => owed.has(id))
        .map((part) => ({ account: ownersAccount(part.payment.id), amountIdr: part.usedIdr })),
      credits: creditsOf(sessions.flatMap(({ bill }) => (bill === null ? [] : [JSON.parse(bill) as Bill]))),
    })
  for (const part of parts)
    await giveBackRest(tx, services, { part, occasion, owedIdr: owed.get(part.payment.id) })
}

/** What an owner owed for what was used of money that was set aside, until its capture brought it. */
const ownersAccount = (paymentId: string) => `capture_receivable:${paymentId}`

/** By payment, what a journal says that its owner owed; the others' money was held here when it was written. */
async function owedIn(
  tx: Tx,
  journalId: string,
  payments: readonly Payment[],
): Promise<ReadonlyMap<string, Idr>> {
  const owed = new Map<string, Idr>()
  for (const { id } of payments) {
    const creditedIdr = await postedTo(tx, journalId, ownersAccount(id))
    if (creditedIdr < 0) owed.set(id, idr(-creditedIdr))
  }
  return owed
}

async function giveBackRest(
  tx: Tx,
  services: Services,
  corrected: {
    readonly part: UsedPart<Payment>
    readonly occasion: string
    /** What of it was owed by its owner, and has been captured since. */
    readonly owedIdr: Idr | undefined
  },
): Promise<void> {
  const { part, occasion, owedIdr } = corrected
  const { payment, usedIdr } = part
  const { id } = payment
  await changePayment(tx, payment, { usedIdr })
  const ref = `owe:${id}:${occasion}`
  const to = `refund_payable:${id}`
  const amountIdr =
    owedIdr === undefined ? await release(tx, services, { ref, payment: id, to }) : idr(owedIdr - usedIdr)
  // It was captured to pay for what was used: what is too much of it is its owner's.
  if (owedIdr !== undefined && amountIdr > 0)
    await transfer(tx, services, { ref, kind: 'release', debit: ownersAccount(id), credit: to, amountIdr })
  if (amountIdr > 0) await oweRefund(tx, services, { payment, amountIdr, reason: 'corrected', occasion })
}

import { toIso } from '@colok/shared/time'
import type { Bill } from '../../core/bill.ts'
import { shareUsed, type UsedPart } from '../../core/prepaid.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { creditsOf } from '../ledger/bill-credits.ts'
import { postHeld, release, reverse, standingJournal } from '../ledger/commands.ts'
import { changePayment, type Payment, partsOf, sessionsPaidBy } from './payment-rows.ts'
import { oweRefund } from './refund-rows.ts'
import { findReserve } from './reserve-rows.ts'

/** Why what was paid for a session cannot be corrected now; undefined where it can. */
export async function objectionToCorrecting(tx: Tx, payment: Payment): Promise<string | undefined> {
  if (payment.state !== 'settled') return 'What was paid for it is not settled yet: correct it after that.'
  const parts = await partsOf(tx, payment.id)
  for (const { id } of parts)
    if ((await findReserve(tx, id)) !== undefined)
      return 'It was taken from money that was set aside at its owner’s provider: what is to go back has to be refunded there.'
  return undefined
}

/**
 * A session that was paid ahead has cost less than was thought: what was posted is taken back, what it really cost is
 * posted, and the difference goes back by the way of every refund, once for each `occasion`. Its session's row says the new
 * cost already, which is at most the old one: nobody who paid ahead is asked for more.
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
  await reverse(tx, services, { journalId, note })
  const sessions = await sessionsPaidBy(tx, payment.id)
  const usedIdr = sessions.reduce((sum, { totalIdr }) => sum + (totalIdr ?? 0), 0)
  const parts = shareUsed(await partsOf(tx, payment.id), usedIdr)
  if (usedIdr > 0)
    await postHeld(tx, services, {
      ref: `${ref}:${occasion}`,
      occurredAt: toIso(services.clock.wallMs()),
      from: parts
        .filter((part) => part.usedIdr > 0)
        .map((part) => ({ payment: part.payment.id, amountIdr: part.usedIdr })),
      credits: creditsOf(sessions.flatMap(({ bill }) => (bill === null ? [] : [JSON.parse(bill) as Bill]))),
    })
  for (const part of parts) await giveBackRest(tx, services, { part, occasion })
}

async function giveBackRest(
  tx: Tx,
  services: Services,
  { part, occasion }: { readonly part: UsedPart<Payment>; readonly occasion: string },
): Promise<void> {
  const { payment, usedIdr } = part
  const { id } = payment
  await changePayment(tx, payment, { usedIdr })
  const amountIdr = await release(tx, services, {
    ref: `owe:${id}:${occasion}`,
    payment: id,
    to: `refund_payable:${id}`,
  })
  if (amountIdr > 0) await oweRefund(tx, services, { payment, amountIdr, reason: 'corrected', occasion })
}

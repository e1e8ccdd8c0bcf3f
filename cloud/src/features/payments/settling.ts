import { toIso } from '@colok/shared/time'
import { vendorRequest } from '@colok/shared/vendor'
import type { Bill } from '../../core/bill.ts'
import { shareUsed } from '../../core/prepaid.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { creditsOf } from '../ledger/bill-credits.ts'
import { postHeld, release } from '../ledger/commands.ts'
import { shareGatewayFees } from '../partners/gateway-fees.ts'
import { sessionsSettled } from '../partners/settled-sessions.ts'
import { issueReceipt } from '../receipts/commands.ts'
import { tell } from '../webhooks/events.ts'
import { captureUsed } from './capturing.ts'
import { queueException } from './exceptions.ts'
import {
  changePayment,
  findPayment,
  type PaidSession,
  type Payment,
  paidFor,
  sessionsPaidBy,
} from './payment-rows.ts'
import { oweRefund } from './refund-rows.ts'
import { findReserve, type Reserve } from './reserve-rows.ts'

/** Until the next look whether all that was set aside has been captured. */
const capturingMs = 15_000

/** No session came of it: all of the money goes back. */
export async function giveBack(services: Services, payment: Payment, reason: string): Promise<void> {
  const given = await services.writer.write((tx) => giveBackIn(tx, services, payment, reason))
  if (!given) return
  services.payments.somethingIsDue()
  services.changes.changed(payment.chargePointId)
}

/** The same as part of a commit: false, with nothing done, when it has gone on meanwhile. */
export async function giveBackIn(
  tx: Tx,
  services: Services,
  payment: Payment,
  reason: string,
): Promise<boolean> {
  const isOurs = await changePayment(tx, payment, {
    state: 'returned',
    step: null,
    dueAt: null,
    usedIdr: 0,
    problem: reason,
    endedAt: toIso(services.clock.wallMs()),
  })
  if (!isOurs) return false
  await giveRestBack(tx, services, payment, reason)
  await tell(tx, services, {
    type: 'payment.returned',
    chargePointId: payment.chargePointId,
    data: { id: payment.id, amountIdr: payment.amountIdr, reason },
  })
  return true
}

type Settlement =
  | {
      readonly kind: 'settled'
      readonly last: PaidSession
      readonly usedIdr: number
      readonly backIdr: number
    }
  /** It goes on after all, waits for a person, or has been settled by another. */
  | { readonly kind: 'notNow' }

/** Posts what the sessions of a payment cost and sends the rest back, all in one commit. */
export async function settle(services: Services, payment: Payment): Promise<void> {
  const settlement = await services.writer.write((tx) => settleIn(tx, services, payment.id))
  if (settlement.kind === 'notNow') return
  services.payments.somethingIsDue()
  services.changes.changed(payment.chargePointId)
  if (payment.limitedBy !== 'charger') return
  const { last, usedIdr, backIdr } = settlement
  // For the display only; who does not hear it shows his own reckoning.
  await commandCharger(
    services,
    payment.chargePointId,
    'DataTransfer',
    vendorRequest('FinalCost', {
      transactionId: last.transactionId,
      amountIdr: usedIdr,
      refundIdr: backIdr,
      energyWh: Math.max(0, last.energyWh ?? 0),
    }),
  )
}

async function settleIn(tx: Tx, services: Services, rootId: string): Promise<Settlement> {
  const root = await findPayment(tx, rootId)
  if (root?.state !== 'ending') return { kind: 'notNow' }
  const sessions = await sessionsPaidBy(tx, rootId)
  const last = sessions.at(-1)
  if (last === undefined || sessions.some(({ state }) => state === 'charging')) return { kind: 'notNow' }
  const unresolved = sessions.find(({ totalIdr }) => totalIdr === null)
  if (unresolved !== undefined) {
    await waitForPerson(tx, services, root, unresolved)
    return { kind: 'notNow' }
  }
  const usedIdr = sessions.reduce((sum, { totalIdr }) => sum + (totalIdr ?? 0), 0)
  const shared = shareUsed(await paidFor(tx, rootId), usedIdr)
  const parts = await Promise.all(
    shared.map(async (part) => ({ ...part, reserve: await findReserve(tx, part.payment.id) })),
  )
  if (parts.some(({ reserve }) => reserve?.state === 'capturing')) {
    await changePayment(tx, root, { dueAt: toIso(services.clock.wallMs() + capturingMs) })
    return { kind: 'notNow' }
  }
  const used = parts.filter((part) => part.usedIdr > 0)
  if (usedIdr > 0)
    await postHeld(tx, services, {
      ref: `used:${rootId}`,
      occurredAt: last.stoppedAt ?? toIso(services.clock.wallMs()),
      from: used
        .filter(({ reserve }) => isHeld(reserve))
        .map((part) => ({ payment: part.payment.id, amountIdr: part.usedIdr })),
      owed: used
        .filter(({ reserve }) => !isHeld(reserve))
        .map((part) => ({ account: `capture_receivable:${part.payment.id}`, amountIdr: part.usedIdr })),
      credits: creditsOf(sessions.flatMap(({ bill }) => (bill === null ? [] : [JSON.parse(bill) as Bill]))),
    })
  await sessionsSettled(tx, services, {
    journalRef: usedIdr > 0 ? `used:${rootId}` : null,
    sessionIds: sessions.map(({ id }) => id),
  })
  await shareGatewayFees(tx, services, rootId)
  const endedAt = toIso(services.clock.wallMs())
  for (const { payment, usedIdr: ofIt, reserve } of parts) {
    await changePayment(tx, payment, { state: 'settled', step: null, dueAt: null, usedIdr: ofIt, endedAt })
    if (reserve?.state === 'standing') await captureUsed(tx, services, reserve, ofIt)
    else await giveRestBack(tx, services, payment, 'unused')
  }
  await issueReceipt(tx, services, { root, parts })
  const backIdr = parts.reduce((sum, { restIdr }) => sum + restIdr, 0)
  await tell(tx, services, {
    type: 'payment.settled',
    chargePointId: root.chargePointId,
    data: { id: rootId, usedIdr, backIdr, sessionIds: sessions.map(({ id }) => id) },
  })
  return { kind: 'settled', last, usedIdr, backIdr }
}

/** Whether the money is ours to post: not while it is only set aside at its owner's, nor when it could not be taken. */
const isHeld = (reserve: Reserve | undefined) => reserve === undefined || reserve.state === 'captured'

/** What is still held for a payment is owed to its driver, and sent back; what is only set aside is given back. */
async function giveRestBack(tx: Tx, services: Services, payment: Payment, reason: string): Promise<void> {
  const reserve = await findReserve(tx, payment.id)
  if (reserve?.state === 'standing') return captureUsed(tx, services, reserve, 0)
  const amountIdr = await release(tx, services, {
    ref: `owe:${payment.id}`,
    payment: payment.id,
    to: `refund_payable:${payment.id}`,
  })
  if (amountIdr > 0) await oweRefund(tx, services, { payment, amountIdr, reason })
}

/** What a suspect session cost is for a person to say; the money stays held until then. */
async function waitForPerson(tx: Tx, services: Services, root: Payment, session: PaidSession): Promise<void> {
  await changePayment(tx, root, { dueAt: null })
  await queueException(tx, services, {
    ref: `unresolved:${session.id}`,
    kind: 'sessionUnresolved',
    paymentId: root.id,
    chargePointId: root.chargePointId,
    amountIdr: root.amountIdr,
    detail: `Session ${session.id} is suspect: resolve it, and what was not used of the payment goes back.`,
  })
}

import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { transfer, writeJournal } from '../ledger/commands.ts'
import { capturedRef } from './capturing.ts'
import { receivableFrom } from './desk.ts'
import { findPayment, type Payment } from './payment-rows.ts'
import type { Deed } from './refund-deeds.ts'
import { oweRefund } from './refund-rows.ts'
import { changeReserve, findReserve } from './reserve-rows.ts'
import type { CaptureVerdict } from './schemas.ts'

/**
 * A person has looked into the provider's books for a capture that was refused, or that nobody answered for. Throws a
 * Problem while the provider is still asked, while the session goes on, and for a payment that waits for none.
 */
export async function decideCapture(
  services: Services,
  { id, note, actor, outcome }: Deed & CaptureVerdict,
): Promise<void> {
  await services.writer.write(async (tx) => {
    const payment = await findPayment(tx, id)
    const reserve = await findReserve(tx, id)
    if (payment === undefined || reserve === undefined)
      throw new Problem('not-found', `There is no payment ${id} that was set aside.`)
    const isUncertain = reserve.state === 'capturing' && reserve.dueAt === null
    if (reserve.state !== 'lapsed' && !isUncertain)
      throw new Problem('conflict', `It is ${reserve.state}: nobody has to say whether it was captured.`)
    if (payment.usedIdr === null)
      throw new Problem('conflict', 'Its session is not settled yet: what it used is not known.')
    const { usedIdr } = payment
    if (outcome === 'captured') {
      await bookFound(tx, services, { payment, usedIdr, capturedIdr: reserve.captureIdr ?? usedIdr })
      await changeReserve(tx, services, reserve, { state: 'captured', dueAt: null })
    } else {
      if (usedIdr > 0)
        await transfer(tx, services, {
          ref: `uncollected:${id}`,
          kind: 'writeOff',
          debit: 'uncollected',
          credit: `capture_receivable:${id}`,
          amountIdr: idr(usedIdr),
          note,
        })
      await changeReserve(tx, services, reserve, {
        state: 'refused',
        dueAt: null,
        problem: note.slice(0, 500),
      })
    }
    await tx.run(
      'update payment_exception set resolved_at = ?, resolution = ? where ref = ? and resolved_at is null',
      [toIso(services.clock.wallMs()), note, `uncaptured:${id}`],
    )
    await recordActivity(tx, services, {
      actor,
      action: 'capture.decided',
      subject: `payment:${id}`,
      detail: { outcome, note, amountIdr: usedIdr },
    })
  })
  services.payments.somethingIsDue()
}

/** Captured after all: it pays for what was used, and what was taken beyond that goes back to its owner. */
async function bookFound(
  tx: Tx,
  services: Services,
  found: { readonly payment: Payment; readonly usedIdr: number; readonly capturedIdr: number },
): Promise<void> {
  const { payment, usedIdr, capturedIdr } = found
  const gateway = payment.gateway ?? ''
  const backIdr = idr(capturedIdr - usedIdr)
  await writeJournal(tx, services, {
    ref: capturedRef(gateway, payment),
    kind: 'payment',
    postings: [
      { account: receivableFrom(gateway), amountIdr: idr(capturedIdr) },
      { account: `capture_receivable:${payment.id}`, amountIdr: idr(-usedIdr) },
      { account: `refund_payable:${payment.id}`, amountIdr: idr(-backIdr) },
    ],
  })
  if (backIdr > 0) await oweRefund(tx, services, { payment, amountIdr: backIdr, reason: 'unused' })
}

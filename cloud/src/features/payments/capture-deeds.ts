import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { transfer } from '../ledger/commands.ts'
import { bookCaptured } from './capturing.ts'
import { findPayment } from './payment-rows.ts'
import type { Deed } from './refund-deeds.ts'
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
    const used = { ...reserve, captureIdr: payment.usedIdr, captures: 'used' } as const
    if (outcome === 'captured') {
      await bookCaptured(tx, services, { reserve: used, payment, gateway: payment.gateway ?? '' })
      await changeReserve(tx, services, reserve, {
        state: 'captured',
        dueAt: null,
        captureIdr: payment.usedIdr,
      })
    } else {
      if (payment.usedIdr > 0)
        await transfer(tx, services, {
          ref: `uncollected:${id}`,
          kind: 'writeOff',
          debit: 'uncollected',
          credit: `capture_receivable:${id}`,
          amountIdr: idr(payment.usedIdr),
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
      detail: { outcome, note, amountIdr: payment.usedIdr },
    })
  })
}

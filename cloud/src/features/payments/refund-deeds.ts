import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { receivableFrom } from './desk.ts'
import { findPaymentOf } from './payment-rows.ts'
import { bookRefund, findRefund, type Refund } from './refund-rows.ts'
import type { Verdict } from './schemas.ts'
import { tellOfClaims } from './telling-claims.ts'

/** What a person did about something, and who. */
export interface Deed {
  readonly id: string
  readonly note: string
  readonly actor: string
}

/** A person has transferred what the provider refused. Throws a Problem for a refund that is not his to transfer. */
export async function transferred(services: Services, { id, note, actor }: Deed): Promise<void> {
  await services.writer.write(async (tx) => {
    const refund = await refundToChange(tx, id)
    if (refund.state !== 'manual' && refund.state !== 'claimable')
      throw new Problem(
        'conflict',
        `It is ${refund.state}: only what the provider refused is transferred by hand.`,
      )
    await bookRefund(tx, services, { refund, from: 'bank', note })
    await recordActivity(tx, services, {
      actor,
      action: 'refund.transferred',
      subject: `refund:${id}`,
      detail: { note, amountIdr: refund.amountIdr },
    })
  })
}

/** A person has looked into the provider's books. Throws a Problem for a refund that the provider is still asked about. */
export async function decideRefund(
  services: Services,
  { id, note, actor, outcome }: Deed & Verdict,
): Promise<void> {
  await services.writer.write(async (tx) => {
    const refund = await refundToChange(tx, id)
    if (refund.state !== 'pending' || refund.dueAt !== null)
      throw new Problem('conflict', `It is ${refund.state}: nobody has to say whether it was carried out.`)
    const payment = await findPaymentOf(tx, refund)
    if (payment?.gateway == null)
      throw new Problem('conflict', `The payment of refund ${id} came by no provider.`)
    if (outcome === 'carriedOut')
      await bookRefund(tx, services, { refund, from: receivableFrom(payment.gateway), note })
    else {
      await tx.run(`update refund set state = 'claimable', problem = ? where id = ?`, [
        note.slice(0, 500),
        id,
      ])
      await tellOfClaims(tx, services, payment.topsUp ?? payment.id)
    }
    await tx.run(
      'update payment_exception set resolved_at = ?, resolution = ? where ref = ? and resolved_at is null',
      [toIso(services.clock.wallMs()), note, `refundUncertain:${id}`],
    )
    await recordActivity(tx, services, {
      actor,
      action: 'refund.decided',
      subject: `refund:${id}`,
      detail: { outcome, note, amountIdr: refund.amountIdr },
    })
  })
}

async function refundToChange(tx: Tx, id: string): Promise<Refund> {
  const refund = await findRefund(tx, id)
  if (refund === undefined) throw new Problem('not-found', `There is no refund ${id}.`)
  return refund
}

import { toIso } from '@colok/shared/time'
import type { Services } from '../../services.ts'
import type { Payment } from '../payments/payment-rows.ts'
import type { RatingForm } from './schemas.ts'

/**
 * Keeps what a driver says of the session that a payment was for. Only what is over can be rated, and once: what comes
 * again changes nothing.
 */
export async function rateSession(services: Services, payment: Payment, rating: RatingForm): Promise<void> {
  if (!isRatable(payment)) return
  await services.writer.write((tx) =>
    tx.query
      .insertInto('rating')
      .values({
        paymentId: payment.id,
        chargerId: payment.chargerId,
        siteId: payment.siteId,
        stars: rating.stars,
        word: rating.word === '' ? null : rating.word,
        createdAt: toIso(services.clock.wallMs()),
      })
      .onConflict((conflict) => conflict.column('paymentId').doNothing())
      .execute(),
  )
}

/** A session that has been settled; what was added to one is rated with it. */
export function isRatable(payment: Pick<Payment, 'state' | 'topsUp'>): boolean {
  return payment.state === 'settled' && payment.topsUp === null
}

import { z } from 'zod'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import type { Payment } from './payment-rows.ts'
import type { Refund } from './refund-rows.ts'

/** Where a driver wants change that his provider does not take back. */
export const RefundClaim = z.object({
  name: z.string().trim().min(2).max(100),
  /** A bank or a wallet. */
  institution: z.string().trim().min(2).max(60),
  account: z
    .string()
    .trim()
    .regex(/^[0-9+\- ]{5,30}$/),
})
export type RefundClaim = z.output<typeof RefundClaim>

/** Hands a refund that the provider refused to a person, who transfers it. False when there is none to claim. */
export async function claimRefund(
  services: Services,
  payment: Payment,
  { refundId, claim }: { readonly refundId: string; readonly claim: RefundClaim },
): Promise<boolean> {
  const sealedClaim = seal(JSON.stringify(claim), services.settings.secret, 'refund claim')
  const changed = await services.writer.write((tx) =>
    tx.run(
      `update refund set state = 'manual', sealed_claim = ?, due_at = null
       where id = ? and state = 'claimable' and payment_id in (select id from payment where id = ? or tops_up = ?)`,
      [sealedClaim, refundId, payment.id, payment.id],
    ),
  )
  services.changes.changed(payment.chargePointId)
  return changed > 0
}

/** Where a refund is to be transferred; null until the driver has said. */
export function claimOf(services: Pick<Services, 'settings'>, refund: Refund): RefundClaim | null {
  if (refund.sealedClaim === null) return null
  return RefundClaim.parse(JSON.parse(unseal(refund.sealedClaim, services.settings.secret, 'refund claim')))
}

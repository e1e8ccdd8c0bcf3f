import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import { creditWallet, whyNotCredited } from '../wallets/crediting.ts'
import type { Payment } from './payment-rows.ts'
import { endRefund, findRefund, owedFor, type Refund } from './refund-rows.ts'

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

/** Whoever claims the same again is told the same; one that has gone another way meanwhile is no longer to be claimed. */
export type ClaimOutcome = 'claimed' | 'notClaimable'

/** Hands a refund that the provider refused to a person, who transfers it. */
export async function claimRefund(
  services: Services,
  payment: Payment,
  { refundId, claim }: { readonly refundId: string; readonly claim: RefundClaim },
): Promise<ClaimOutcome> {
  const sealedClaim = seal(JSON.stringify(claim), services.settings.secret, 'refund claim')
  const outcome = await services.writer.write(async (tx): Promise<ClaimOutcome> => {
    const changed = await tx.run(
      `update refund set state = 'manual', sealed_claim = ?, due_at = null
       where id = ? and state = 'claimable' and payment_id in (select id from payment where id = ? or tops_up = ?)`,
      [sealedClaim, refundId, payment.id, payment.id],
    )
    if (changed > 0) return 'claimed'
    const refund = await findRefund(tx, refundId)
    if (refund === undefined || !(await isOf(tx, refund, payment))) return 'notClaimable'
    return isDeepStrictEqual(claimOf(services, refund), claim) ? 'claimed' : 'notClaimable'
  })
  services.changes.changed(payment.chargePointId)
  return outcome
}

/** Puts a refund that the provider refused into the wallet that a card hangs on, at once. */
export async function claimIntoWallet(
  services: Services,
  payment: Payment,
  { refundId, card }: { readonly refundId: string; readonly card: string },
): Promise<ClaimOutcome | 'unknownCard' | 'walletFull'> {
  const outcome = await services.writer.write(async (tx) => {
    const refund = await findRefund(tx, refundId)
    if (refund === undefined || !(await isOf(tx, refund, payment))) return 'notClaimable'
    if (refund.state === 'refunded' && refund.sealedClaim === null) return 'claimed'
    if (refund.state !== 'claimable') return 'notClaimable'
    const known = await first<{ walletId: string | null }>(
      tx,
      `select wallet_id from id_tag where id_tag = ? and status = 'Accepted'`,
      [card.toUpperCase()],
    )
    const { amountIdr } = refund
    const walletId = known?.walletId ?? null
    const why = await whyNotCredited(tx, services, { walletId, amountIdr })
    if (walletId === null || why === 'unknownWallet') return 'unknownCard'
    if (why !== undefined) return 'walletFull'
    const credit = { ref: `refund:${refund.id}`, kind: 'refund', from: owedFor(refund) }
    await creditWallet(tx, services, { ...credit, walletId, amountIdr })
    await endRefund(tx, services, refund.id)
    return 'claimed'
  })
  services.changes.changed(payment.chargePointId)
  return outcome
}

async function isOf(tx: Tx, refund: Refund, payment: Payment): Promise<boolean> {
  const found = await first(tx, 'select 1 as found from payment where id = ? and (id = ? or tops_up = ?)', [
    refund.paymentId,
    payment.id,
    payment.id,
  ])
  return found !== undefined
}

/** Where a refund is to be transferred; null until the driver has said. */
export function claimOf(services: Pick<Services, 'settings'>, refund: Refund): RefundClaim | null {
  if (refund.sealedClaim === null) return null
  return RefundClaim.parse(JSON.parse(unseal(refund.sealedClaim, services.settings.secret, 'refund claim')))
}

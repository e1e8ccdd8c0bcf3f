import { partOfGatewayFee } from '../../core/agreement.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { captureReferenceOf, paymentReferenceOf } from '../payments/reserve-rows.ts'
import { readTerms } from './agreement-rows.ts'
import { enter } from './entries.ts'

/** A line of a provider's settlement was booked: its fee is borne as the agreement of the session that it was for says. */
export async function gatewayFeeBooked(
  tx: Tx,
  services: Services,
  line: { readonly kind: 'payment' | 'refund'; readonly reference: string; readonly feeIdr: number },
): Promise<void> {
  if (line.feeIdr === 0) return
  const found =
    line.kind === 'payment'
      ? 'payment.reference = ?'
      : 'payment.id = (select payment_id from refund where refund.reference = ?)'
  const reference = line.kind === 'payment' ? paymentReferenceOf(line.reference) : line.reference
  const payment = await first<{ rootId: string }>(
    tx,
    `select coalesce(tops_up, payment.id) as root_id from payment where ${found}`,
    [reference],
  )
  if (payment !== undefined) await shareGatewayFees(tx, services, payment.rootId)
}

interface SharedSession {
  readonly organisationId: string
  readonly agreementId: string
  readonly terms: string
  readonly siteId: string
  readonly chargerId: number
  readonly sessionId: string
  readonly businessDay: string
}

/**
 * Shares what a gateway took for a payment, for what was added to it and for what of it went back, as far as it is known,
 * each fee once. Before the session is shared nothing happens; it is called again then.
 */
export async function shareGatewayFees(tx: Tx, services: Services, rootId: string): Promise<void> {
  const session = await first<SharedSession>(
    tx,
    `select partner_entry.organisation_id, agreement_id, terms, site_id, charger_id, partner_entry.session_id, business_day
     from paid_session join partner_entry on partner_entry.session_id = paid_session.session_id and kind = 'session'
     join agreement on agreement.id = agreement_id where payment_id = ? order by partner_entry.id desc limit 1`,
    [rootId],
  )
  if (session === undefined) return
  const { terms, ...place } = session
  for (const { id, feeIdr, settledAt } of await bookedFees(tx, rootId))
    await enter(tx, services, {
      ...place,
      kind: 'gatewayFee',
      ref: `gatewayFee:${id}`,
      part: partOfGatewayFee(readTerms(terms), feeIdr),
      occurredAt: settledAt,
    })
}

interface BookedFee {
  readonly id: string
  readonly feeIdr: number
  readonly settledAt: string
}

interface SettledReference {
  readonly gateway: string
  readonly kind: 'payment' | 'refund'
  readonly reference: string
}

async function bookedFees(tx: Tx, rootId: string): Promise<BookedFee[]> {
  const fees: BookedFee[] = []
  for (const { gateway, kind, reference } of await referencesOf(tx, rootId)) {
    const names = kind === 'payment' ? [reference, captureReferenceOf({ reference })] : [reference]
    for (const name of names) fees.push(...(await feesOf(tx, { gateway, kind, reference: name })))
  }
  return fees
}

/** By what a provider's settlement knows a payment, what was added to it, and what of it went back. */
async function referencesOf(tx: Tx, rootId: string): Promise<SettledReference[]> {
  return tx.all<SettledReference>(
    `select gateway, 'payment' as kind, reference from payment where gateway is not null and (id = ? or tops_up = ?)
     union all
     select gateway, 'refund' as kind, refund.reference from payment join refund on refund.payment_id = payment.id
     where gateway is not null and (payment.id = ? or tops_up = ?)`,
    [rootId, rootId, rootId, rootId],
  )
}

/** Without those of money that came a second time for the same payment: no session was for it. */
async function feesOf(tx: Tx, { gateway, kind, reference }: SettledReference): Promise<BookedFee[]> {
  return tx.all<BookedFee>(
    `select settlement_row.id, fee_idr, settled_at from settlement_row join journal on journal.id = journal_id
     where gateway = ? and settlement_row.kind = ? and reference = ? and booked = 1 and fee_idr <> 0
       and journal.ref <> 'pay:' || gateway || ':' || reference || ':' || provider_ref`,
    [gateway, kind, reference],
  )
}

import { partOfGatewayFee } from '../../core/agreement.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { readTerms } from './agreement-rows.ts'
import { enter } from './entries.ts'

/** A line of a provider's settlement was booked: its fee is borne as the agreement of the session that it was for says. */
export async function gatewayFeeBooked(tx: Tx, services: Services, settlementRowId: string): Promise<void> {
  const payment = await first<{ rootId: string }>(
    tx,
    `select coalesce(tops_up, payment.id) as root_id
     from settlement_row join payment on payment.reference = settlement_row.reference
     where settlement_row.id = ? and kind = 'payment' and fee_idr <> 0
     union all
     select coalesce(tops_up, payment.id) as root_id
     from settlement_row join refund on refund.reference = settlement_row.reference
     join payment on payment.id = refund.payment_id
     where settlement_row.id = ? and kind = 'refund' and fee_idr <> 0`,
    [settlementRowId, settlementRowId],
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

/** Without those of money that came a second time for the same payment: no session was for it. */
async function bookedFees(tx: Tx, rootId: string): Promise<BookedFee[]> {
  const fees = (kind: 'payment' | 'refund') => `select settlement_row.id, fee_idr, settled_at
    from payment ${kind === 'refund' ? 'join refund on refund.payment_id = payment.id' : ''}
    join settlement_row on settlement_row.gateway = payment.gateway and settlement_row.kind = '${kind}'
      and settlement_row.reference = ${kind}.reference and booked = 1 and fee_idr <> 0
    join journal on journal.id = journal_id
      and journal.ref <> 'pay:' || settlement_row.gateway || ':' || settlement_row.reference || ':' || settlement_row.provider_ref
    where payment.id = ? or tops_up = ?`
  return tx.all<BookedFee>(`${fees('payment')} union all ${fees('refund')}`, [
    ...[rootId, rootId],
    ...[rootId, rootId],
  ])
}

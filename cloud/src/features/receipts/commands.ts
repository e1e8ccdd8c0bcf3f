import { toIso } from '@colok/shared/time'
import { energyFor } from '../../core/bill.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { type Payment, priceOf } from '../payments/payment-rows.ts'
import { ReceiptContent } from './content.ts'

/** What became of one of the payments for a session. */
interface SettledPart {
  readonly payment: Payment
  readonly restIdr: number
}

/** Writes the receipt of a payment that is being settled, once and for good. */
export async function issueReceipt(
  tx: Tx,
  services: Services,
  settled: { readonly root: Payment; readonly parts: readonly SettledPart[] },
): Promise<void> {
  const { root, parts } = settled
  const site = await first<ReceiptContent['site']>(
    tx,
    `select site.name, address, time_zone from site join charger on charger.site_id = site.id where charger.id = ?`,
    [root.chargerId],
  )
  if (site === undefined) throw new Error(`Charger ${root.chargePointId} stands nowhere.`)
  const sessions = await sessionsOf(tx, root.id)
  const totalIdr = sessions.reduce((sum, session) => sum + session.totalIdr, 0)
  const paidIdr = parts.reduce((sum, { payment }) => sum + payment.amountIdr, 0)
  const deliveredWh = sessions.reduce((sum, session) => sum + session.energyWh, 0)
  const beyondPaidWh = deliveredWh - energyFor(priceOf(root), paidIdr)
  const content = ReceiptContent.parse({
    operator: services.settings.operator,
    site,
    chargePointId: root.chargePointId,
    connectorId: root.connectorId,
    price: priceOf(root),
    sessions,
    payments: parts.map(({ payment, restIdr }) => ({
      reference: payment.reference,
      gateway: payment.gateway,
      method: payment.method,
      paidAt: payment.paidAt,
      amountIdr: payment.amountIdr,
      issuer: payment.issuer,
      retrievalReference: payment.retrievalReference,
      backIdr: restIdr,
    })),
    ...(beyondPaidWh > 0 && { beyondPaidWh }),
    paidIdr,
    totalIdr,
    backIdr: parts.reduce((sum, { restIdr }) => sum + restIdr, 0),
  })
  await tx.run(
    'insert into receipt (payment_id, content, issued_at) values (?, ?, ?) on conflict (payment_id) do nothing',
    [root.id, JSON.stringify(content), toIso(services.clock.wallMs())],
  )
}

async function sessionsOf(tx: Tx, paymentId: string): Promise<ReceiptContent['sessions']> {
  const rows = await tx.all<
    Omit<ReceiptContent['sessions'][number], 'bill'> & { readonly bill: string | null }
  >(
    `select session.id, transaction_id, started_at, stopped_at, meter_start_wh, meter_stop_wh, energy_wh, bill, total_idr
     from paid_session join session on session.id = session_id where payment_id = ? order by transaction_id`,
    [paymentId],
  )
  return rows.map((row) => ({ ...row, bill: row.bill === null ? null : JSON.parse(row.bill) }))
}

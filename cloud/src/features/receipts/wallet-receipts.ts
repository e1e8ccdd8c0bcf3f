import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { findPayment } from '../payments/payment-rows.ts'
import { ReceiptContent } from './content.ts'

/** Writes the receipt of a payment that has filled a wallet up, once and for good. */
export async function issueTopUpReceipt(tx: Tx, services: Services, paymentId: string): Promise<void> {
  const payment = await findPayment(tx, paymentId)
  if (payment === undefined) throw new Error(`There is no payment ${paymentId}.`)
  const { reference, gateway, method, paidAt, amountIdr, issuer, retrievalReference } = payment
  await keep(tx, services, {
    of: { paymentId },
    content: {
      site: null,
      chargePointId: null,
      connectorId: null,
      price: null,
      sessions: [],
      payments: [{ reference, gateway, method, paidAt, amountIdr, issuer, retrievalReference, backIdr: 0 }],
      paidIdr: amountIdr,
      totalIdr: amountIdr,
      backIdr: 0,
    },
  })
}

interface PaidRow {
  readonly id: string
  readonly transactionId: number
  readonly startedAt: string
  readonly stoppedAt: string
  readonly meterStartWh: number
  readonly meterStopWh: number
  readonly energyWh: number
  readonly bill: string | null
  readonly price: string | null
  readonly connectorId: number
  readonly chargePointId: string
  readonly name: string
  readonly address: string
  readonly timeZone: string
}

/** Writes the receipt of a session that a wallet has paid for; none for one that cost nothing. */
export async function issueWalletReceipt(
  tx: Tx,
  services: Services,
  paid: { readonly sessionId: string; readonly paidIdr: number; readonly owedIdr: number },
): Promise<void> {
  const { sessionId, paidIdr, owedIdr } = paid
  const row = await first<PaidRow>(
    tx,
    `select session.id, transaction_id, started_at, stopped_at, meter_start_wh, meter_stop_wh, energy_wh, bill, price,
       connector_id, charge_point_id, site.name, site.address, time_zone
     from session join charger on charger.id = session.charger_id join site on site.id = charger.site_id
     where session.id = ?`,
    [sessionId],
  )
  if (row?.bill == null || row.price === null) return
  const { bill, price, connectorId, chargePointId, name, address, timeZone, ...session } = row
  const totalIdr = paidIdr + owedIdr
  await keep(tx, services, {
    of: { sessionId },
    content: {
      site: { name, address, timeZone },
      chargePointId,
      connectorId,
      price: JSON.parse(price),
      sessions: [{ ...session, bill: JSON.parse(bill), totalIdr }],
      payments: [
        {
          reference: sessionId,
          gateway: services.settings.operator.name,
          method: 'walletCard',
          paidAt: row.stoppedAt,
          amountIdr: paidIdr,
          issuer: null,
          retrievalReference: null,
          backIdr: 0,
        },
      ],
      paidIdr,
      totalIdr,
      backIdr: 0,
      owedIdr,
    },
  })
}

async function keep(
  tx: Tx,
  services: Services,
  receipt: {
    readonly of: { readonly paymentId: string } | { readonly sessionId: string }
    readonly content: object
  },
): Promise<void> {
  const { operator } = services.settings
  const { paymentId, sessionId } = { paymentId: null, sessionId: null, ...receipt.of }
  const content = JSON.stringify(ReceiptContent.parse({ operator, ...receipt.content }))
  await tx.run(
    'insert into receipt (payment_id, session_id, content, issued_at) values (?, ?, ?, ?) on conflict do nothing',
    [paymentId, sessionId, content, toIso(services.clock.wallMs())],
  )
}

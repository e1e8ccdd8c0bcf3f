import type { PaymentStatus } from '../contract.ts'

/** Paid is status code 200, settled or captured, and accepted by the fraud check: all three, or it is not paid yet. */
export function midtransStatusOf(body: Readonly<Record<string, unknown>>): PaymentStatus | undefined {
  switch (body.transaction_status) {
    case 'settlement':
    case 'capture':
      return body.status_code === '200' && (body.fraud_status ?? 'accept') === 'accept' ? 'paid' : 'pending'
    case 'authorize':
      return 'reserved'
    case 'pending':
      return 'pending'
    case 'refund':
      return 'refunded'
    case 'partial_refund':
      return 'partlyRefunded'
    case 'cancel':
      return 'cancelled'
    case 'expire':
      return 'expired'
    case 'deny':
    case 'failure':
      return 'failed'
    default:
      return undefined
  }
}

import type { PaymentStatus } from '../contract.ts'

/**
 * DOKU's order: FAILED is not final, since the payer may try another way to pay on the same page until the order ends;
 * an order without a transaction is one for which nothing has been chosen yet.
 */
export function checkoutStatusOf(transaction: unknown, order: unknown): PaymentStatus | undefined {
  switch (transaction) {
    case 'SUCCESS':
      return 'paid'
    case 'REFUNDED':
      return 'refunded'
    case 'EXPIRED':
      return 'expired'
    case 'PENDING':
    case 'FAILED':
    case 'TIMEOUT':
    case 'REDIRECT':
    case undefined:
    case null:
      return order === 'ORDER_EXPIRED' ? 'expired' : 'pending'
    default:
      return undefined
  }
}

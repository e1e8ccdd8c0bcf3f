import type { PaymentStatus } from '../contract.ts'

/** SNAP's `latestTransactionStatus`; undefined for a status that SNAP does not have. */
export function paymentStatusOf(latest: unknown): PaymentStatus | 'notFound' | undefined {
  switch (latest) {
    case '00':
      return 'paid'
    case '01': // Initiated
    case '02': // Paying
    case '03': // Pending
      return 'pending'
    case '04':
      return 'refunded'
    case '05':
      return 'cancelled'
    case '06':
      return 'failed'
    case '07':
      return 'notFound'
    default:
      return undefined
  }
}

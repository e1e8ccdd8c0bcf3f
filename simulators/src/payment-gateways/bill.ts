import type { Issuer, IssuerId } from './issuers.ts'

export type ProviderName = 'doku' | 'astrapay' | 'midtrans'

/** A payment as its provider keeps it. */
export interface Bill {
  readonly provider: ProviderName
  /** The merchant's. */
  readonly reference: string
  readonly providerRef: string
  readonly channel: 'qris' | 'wallet' | 'page'
  readonly amountIdr: number
  readonly description: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly qrContent: string | undefined
  /** Where a browser goes to pay it. */
  readonly link: string | undefined
  readonly returnUrl: string | undefined
  /** Where the merchant wants to hear of this one; its usual address when undefined. */
  readonly notificationUrl: string | undefined
  /** Whose apps can pay it; every one when undefined. */
  readonly onlyFor: readonly IssuerId[] | undefined
  state: 'open' | 'paid' | 'declined' | 'cancelled' | 'expired'
  payment: BillPayment | undefined
  readonly refunds: BillRefund[]
}

interface BillPayment {
  readonly issuer: Issuer
  readonly paidAt: number
  /** What the payer's app sent; the bill's amount but for a fault. */
  readonly amountIdr: number
  readonly feeIdr: number
  /** 12 digits that stand in the payer's app and in the provider's books. */
  readonly retrievalReference: string
  /** 19 digits with a check digit. */
  readonly customerPan: string
}

export interface BillRefund {
  readonly reference: string
  readonly providerRef: string
  readonly amountIdr: number
  readonly askedAt: number
  state: 'pending' | 'done' | 'failed'
}

/** What went back, and what is on its way. */
export function refundedIdr(bill: Bill): number {
  return bill.refunds
    .filter(({ state }) => state !== 'failed')
    .reduce((sum, { amountIdr }) => sum + amountIdr, 0)
}

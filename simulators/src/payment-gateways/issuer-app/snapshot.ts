import type { Bill, BillRefund } from '../bill.ts'
import type { IssuerId } from '../issuers.ts'
import type { PaymentProviders } from '../providers.ts'
import type { PurseEntry } from '../purse.ts'

/** Everything that the page draws. */
export interface IssuerAppSnapshot {
  readonly purses: readonly PurseView[]
  /** Open ones first, then the newest. */
  readonly bills: readonly BillView[]
}

export interface PurseView {
  readonly id: IssuerId
  readonly name: string
  readonly balanceIdr: number
  readonly reservedIdr: number
  readonly entries: readonly PurseEntry[]
}

export interface BillView {
  readonly id: string
  readonly provider: string
  readonly reference: string
  readonly merchant: string
  readonly description: string
  readonly amountIdr: number
  readonly expiresAt: number
  readonly state: Bill['state']
  readonly onlyFor: readonly IssuerId[] | undefined
  readonly returnUrl: string | undefined
  readonly paid:
    | {
        readonly issuer: IssuerId
        readonly amountIdr: number
        readonly at: number
        readonly retrievalReference: string
      }
    | undefined
  readonly refunds: readonly Pick<BillRefund, 'reference' | 'amountIdr' | 'state'>[]
}

const mostBills = 30
const mostEntries = 30

export function snapshotOf(providers: PaymentProviders): IssuerAppSnapshot {
  const { rails } = providers
  const bills = [...rails.bills()].sort(
    (left, right) =>
      Number(right.state === 'open') - Number(left.state === 'open') || right.createdAt - left.createdAt,
  )
  return {
    purses: rails.purses.all().map(({ issuer, balanceIdr, reservedIdr, entries }) => ({
      id: issuer.id,
      name: issuer.name,
      balanceIdr,
      reservedIdr,
      entries: entries.slice(0, mostEntries),
    })),
    bills: bills.slice(0, mostBills).map((bill) => viewOf(bill, providers[bill.provider].merchantName)),
  }
}

export function idOf(bill: Bill): string {
  return `${bill.provider} ${bill.reference}`
}

function viewOf(bill: Bill, merchant: string): BillView {
  const { payment } = bill
  return {
    id: idOf(bill),
    provider: bill.provider,
    reference: bill.reference,
    merchant,
    description: bill.description,
    amountIdr: bill.amountIdr,
    expiresAt: bill.expiresAt,
    state: bill.state,
    onlyFor: bill.onlyFor,
    returnUrl: bill.returnUrl,
    paid:
      payment === undefined
        ? undefined
        : {
            issuer: payment.issuer.id,
            amountIdr: payment.amountIdr,
            at: payment.paidAt,
            retrievalReference: payment.retrievalReference,
          },
    refunds: bill.refunds.map(({ reference, amountIdr, state }) => ({ reference, amountIdr, state })),
  }
}

import { idr } from '@colok/shared/money'
import { type Bill, type BillShares, sharesOf } from '../../core/bill.ts'
import type { Posting } from '../../core/ledger.ts'

/** What finished sessions earned, and what of it is tax: the credits of a journal that somebody's money is debited by. */
export function creditsOf(bills: readonly Bill[]): Posting[] {
  const shares = bills.map(sharesOf)
  const credit = (account: string, share: keyof BillShares): Posting => ({
    account,
    amountIdr: idr(-shares.reduce((total, one) => total + one[share], 0)),
  })
  return [
    credit('revenue_energy', 'energyIdr'),
    credit('revenue_fee', 'feeIdr'),
    credit('pbjt_payable', 'pbjtIdr'),
    credit('ppn_payable', 'ppnIdr'),
  ]
}

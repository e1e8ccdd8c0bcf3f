import { type Idr, idr } from '@colok/shared/money'
import { dueOf, type PartnerPart } from './agreement.ts'
import type { Posting } from './ledger.ts'

/** The account of what is owed to a partner, by the id of his organisation. */
export const partnerPayable = (organisationId: string) => `partner_payable:${organisationId}`

/** What a part costs us, and what is owed to the partner for it; nothing for a part of nothing. */
export function postingsOfPart(organisationId: string, part: PartnerPart): Posting[] {
  return [
    { account: 'partner_share_expense', amountIdr: part.shareIdr },
    { account: 'electricity_expense', amountIdr: part.electricityIdr },
    { account: 'psp_fee_expense', amountIdr: part.gatewayFeeIdr },
    { account: partnerPayable(organisationId), amountIdr: idr(0 - dueOf(part)) },
  ].filter(({ amountIdr }) => amountIdr !== 0)
}

/** Tax that is withheld is owed to the state and no longer to the partner. */
export function postingsOfPph(organisationId: string, pphIdr: Idr): Posting[] {
  return [
    { account: partnerPayable(organisationId), amountIdr: pphIdr },
    { account: 'pph_payable', amountIdr: idr(0 - pphIdr) },
  ].filter(({ amountIdr }) => amountIdr !== 0)
}

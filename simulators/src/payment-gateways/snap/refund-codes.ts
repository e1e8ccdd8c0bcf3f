import type { RefundRuling } from '../rails.ts'
import { refusal, type SnapAnswer } from './door.ts'

type Why = Extract<RefundRuling, { readonly kind: 'refused' }>['why']

/**
 * SNAP's cases for a refund that is not carried out. What a case means for which issuer is not published; AstraPay's
 * 15 for a window that has passed and 14 for a lack of funds are.
 */
const cases: Readonly<Record<Why, readonly [http: number, caseCode: string, message: string]>> = {
  duplicate: [409, '01', 'Duplicate partnerReferenceNo'],
  inconsistent: [404, '18', 'Inconsistent Request'],
  notPaid: [404, '00', 'Invalid Transaction Status'],
  amount: [404, '13', 'Invalid Amount'],
  partial: [404, '13', 'Invalid Amount. [Full refund only]'],
  funds: [403, '14', 'Insufficient Funds'],
  notSupported: [403, '15', 'Transaction Not Permitted. [Issuer]'],
  closedAtNight: [403, '15', 'Transaction Not Permitted. [Issuer]'],
  windowPassed: [403, '15', 'Transaction Not Permitted. [Time]'],
}

export function refundRefusal(why: Why, service: string): SnapAnswer {
  const [http, caseCode, message] = cases[why]
  return refusal(`${http}${service}${caseCode}`, message)
}

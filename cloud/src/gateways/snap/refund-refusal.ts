import type { Instant } from '@colok/shared/time'
import type { GatewayFailure, RefundRefusal, RefundResult } from '../contract.ts'
import { isClosedNow } from '../refund-hours.ts'

/** What a refused refund means, by HTTP status and case of its code; a whole code comes before that. */
const reasons: Readonly<Record<string, RefundRefusal>> = {
  // AstraPay's debit refund: three months have passed.
  '4035815': 'windowPassed',
  '40302': 'amount',
  '40314': 'merchantFunds',
  '40315': 'notSupported',
  '40323': 'payerAccount',
  '40400': 'notSupported',
  '40413': 'amount',
}

/** A refund that was declined did not happen: the caller has other ways to give back, and needs to know why. */
export function refusalOf(failure: GatewayFailure, now: Instant): RefundResult {
  if (!isRefused(failure)) return failure
  const { code, message } = failure
  const reason = reasons[code] ?? reasons[`${code.slice(0, 3)}${code.slice(5)}`] ?? 'other'
  return {
    kind: 'refused',
    reason: reason === 'notSupported' && isClosedNow(now) ? 'closedNow' : reason,
    code,
    message,
  }
}

/** Of a refund, "not permitted" and "invalid amount" speak of this payment, not of our account or our code. */
function isRefused(failure: GatewayFailure): failure is Extract<GatewayFailure, { readonly code: string }> {
  return failure.kind === 'declined' || ('code' in failure && /^(403..15|404..13)$/.test(failure.code))
}

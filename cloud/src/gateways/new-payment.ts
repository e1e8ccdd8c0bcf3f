import type { Instant } from '@colok/shared/time'
import type { GatewayCapabilities, GatewayFailure, NewPayment } from './contract.ts'

/** Bank Indonesia's limit for one QRIS payment, which no charging session comes near. */
const mostIdr = 10_000_000

const referenceShape = /^[A-Za-z0-9-]{1,30}$/

/** What is wrong with it whoever the provider is, before anything is sent. */
export function problemOfPayment(
  payment: NewPayment,
  capabilities: GatewayCapabilities,
  now: Instant,
): GatewayFailure | undefined {
  const { shortestMs, longestMs } = capabilities.expiry
  const openMs = payment.expiresAt - now
  if (!capabilities.methods.includes(payment.method))
    return invalid('method', `This provider has no ${payment.method}.`)
  if (openMs < shortestMs || openMs > longestMs)
    return invalid(
      'expiresAt',
      `A payment stays open for ${shortestMs / 60_000} to ${longestMs / 60_000} minutes.`,
    )
  if (payment.description.length < 1 || payment.description.length > 60)
    return invalid('description', 'A description has 1 to 60 characters.')
  return problemOfReference(payment.reference) ?? problemOfAmount(payment.amountIdr)
}

export function problemOfReference(reference: string): (GatewayFailure & { kind: 'invalid' }) | undefined {
  return referenceShape.test(reference)
    ? undefined
    : invalid('reference', 'A reference is 1 to 30 letters, digits and hyphens.')
}

export function problemOfAmount(amountIdr: number): (GatewayFailure & { kind: 'invalid' }) | undefined {
  return amountIdr >= 1 && amountIdr <= mostIdr
    ? undefined
    : invalid('amountIdr', `An amount is Rp 1 to Rp ${mostIdr}, not ${amountIdr}.`)
}

export function invalid(code: string, message: string): GatewayFailure & { kind: 'invalid' } {
  return { kind: 'invalid', code, message }
}

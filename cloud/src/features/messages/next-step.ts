import type { Instant, Random } from '@colok/shared/time'
import type { SendResult } from '../../gateways/messaging/contract.ts'
import type { Treatment } from './templates.ts'

/** How far a message has come when the outcome of an attempt is known. */
export interface Progress {
  /** At the present address, the one that has just ended included. */
  readonly attempts: number
  /** Of those, the ones that nobody knows the outcome of. */
  readonly unknownAttempts: number
  readonly hasNextAddress: boolean
  readonly treatment: Pick<Treatment, 'nextAddressAfterMs'>
  readonly tellsOfDelivery: boolean
}

export type NextStep =
  /** It is out. `lookAt`: when it must have been delivered, else the next address is tried as well. */
  | { readonly kind: 'sent'; readonly lookAt: Instant | undefined }
  | { readonly kind: 'again'; readonly at: Instant }
  | { readonly kind: 'nextAddress' }
  | { readonly kind: 'failed' }

/** A message that is refused again and again: soon to the next address, and at the last one until its life is over. */
const attemptsBeforeNextAddress = 6
const mostAttempts = 60

/** Each of these may be a message that the person got: no more than so many of the same. */
const mostUnknownAttempts = 3

/** In this time the provider's word of the delivery mostly comes, if the message went out after all. */
const waitForDeliveryMs = 60_000

const longestWaitMs = 30 * 60_000

/** What to do about a message after an attempt. Who waits for a code is not made to wait for a provider. */
export function nextStep(
  result: SendResult,
  progress: Progress,
  { now, random }: { readonly now: Instant; readonly random: Random },
): NextStep {
  const { attempts, unknownAttempts, hasNextAddress, treatment, tellsOfDelivery } = progress
  const elsewhere: NextStep = hasNextAddress ? { kind: 'nextAddress' } : { kind: 'failed' }
  const isUrgent = treatment.nextAddressAfterMs !== undefined && hasNextAddress
  const again = (waitMs: number): NextStep => ({
    kind: 'again',
    at:
      now +
      Math.round(Math.min(longestWaitMs, waitMs * 2 ** Math.min(20, attempts - 1)) * (1 + random() / 4)),
  })
  switch (result.kind) {
    case 'accepted': {
      const { nextAddressAfterMs } = treatment
      const looks = tellsOfDelivery && hasNextAddress && nextAddressAfterMs !== undefined
      return { kind: 'sent', lookAt: looks ? now + nextAddressAfterMs : undefined }
    }
    case 'unknown':
      if (isUrgent || unknownAttempts >= mostUnknownAttempts) return elsewhere
      return again(waitForDeliveryMs)
    case 'refused': {
      if (result.retry === 'never') return elsewhere
      const hopeless = result.reason === 'misconfigured' && hasNextAddress
      if (isUrgent || hopeless || attempts >= (hasNextAddress ? attemptsBeforeNextAddress : mostAttempts))
        return elsewhere
      return again(result.retry.afterMs)
    }
  }
}

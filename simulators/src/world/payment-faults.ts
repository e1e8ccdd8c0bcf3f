import type { Dice } from './dice.ts'
import type { PaymentHost, ProviderName } from './payment-host.ts'

/** What the simulated providers can be armed with, by the world's own names. */
const switches = {
  payAnswerLost: 'loseAnswer',
  payTimeoutBefore: 'timeoutBefore',
  payTimeoutAfter: 'timeoutAfter',
  paySlow: 'slow',
  webhookLost: 'loseNotification',
  webhookDoubled: 'duplicateNotification',
  webhookReordered: 'holdNotification',
  webhookForged: 'badSignature',
  paysTooLittle: 'wrongAmount',
  refundPending: 'refundPending',
  refundFails: 'refundFails',
  refundedTwice: 'refundTwice',
  captureRefused: 'refuseCapture',
  reserveLapses: 'lapseReserve',
} as const

/** With the mean time between two at one provider. */
export const paymentMeanHours = {
  payAnswerLost: 3,
  payTimeoutBefore: 4,
  payTimeoutAfter: 3,
  paySlow: 4,
  payUnreachable: 5,
  webhookLost: 2,
  webhookDoubled: 2,
  webhookReordered: 2,
  webhookForged: 3,
  paysTooLittle: 4,
  refundPending: 3,
  refundFails: 5,
  refundedTwice: 6,
  captureRefused: 3,
  reserveLapses: 8,
} as const satisfies Record<keyof typeof switches | 'payUnreachable', number>
export type PaymentFaultKind = keyof typeof paymentMeanHours

/** What is set aside is AstraPay's alone. */
const ofAstraPay: ReadonlySet<string> = new Set(['captureRefused', 'reserveLapses'])

/** Whether a provider can be struck by it. */
export function canStrike(kind: PaymentFaultKind, name: ProviderName): boolean {
  return name === 'astrapay' || !ofAstraPay.has(kind)
}

export function isPaymentFault(kind: string): kind is PaymentFaultKind {
  return Object.hasOwn(paymentMeanHours, kind)
}

/** Strikes one provider; what is to be taken back after a while, and when. */
export function strikeProvider(
  kind: PaymentFaultKind,
  payments: PaymentHost,
  name: ProviderName,
  dice: Dice,
): { readonly afterMs: number; readonly heal: () => void } {
  if (kind === 'payUnreachable') {
    payments.down.add(name)
    return { afterMs: dice.between(20_000, 15 * 60_000), heal: () => payments.down.delete(name) }
  }
  const { faults } = payments.providers[name]
  faults.arm(switches[kind], dice.between(1, 3))
  // What nobody has met by then is not kept for the calm.
  return { afterMs: dice.between(10 * 60_000, 120 * 60_000), heal: () => faults.arm(switches[kind], 0) }
}

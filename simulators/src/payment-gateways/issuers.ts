import type { ProviderName } from './bill.ts'

/** Banks and wallets whose apps pay, with what they allow of refunds (Midtrans' and Xendit's tables). */
export const issuers = [
  { id: 'gopay', name: 'GoPay', numbering: '93600914', refund: { days: 7, partial: true } },
  { id: 'dana', name: 'DANA', numbering: '93600915', refund: { days: 45, partial: true } },
  { id: 'ovo', name: 'OVO', numbering: '93600912', refund: { days: 7, partial: false } },
  {
    id: 'shopeepay',
    name: 'ShopeePay',
    numbering: '93600918',
    refund: { days: 365, partial: false, closedAtNight: true },
  },
  { id: 'bca', name: 'BCA', numbering: '93600014', refund: undefined },
  { id: 'astrapay', name: 'AstraPay', numbering: '93600822', refund: { days: 90, partial: true } },
  { id: 'saqu', name: 'Bank Saqu', numbering: '93600472', refund: { days: 90, partial: false } },
] as const satisfies readonly {
  readonly id: string
  readonly name: string
  /** The first eight digits of its customers' account numbers. */
  readonly numbering: string
  readonly refund:
    | { readonly days: number; readonly partial: boolean; readonly closedAtNight?: boolean }
    | undefined
}[]

export type Issuer = (typeof issuers)[number]
export type IssuerId = Issuer['id']

export type RefundObstacle = 'notSupported' | 'windowPassed' | 'partial' | 'closedAtNight'

const dayMs = 86_400_000

/** Why this issuer takes no such refund now; undefined when it does. */
export function refundObstacle(refund: {
  readonly issuer: Issuer
  readonly provider: ProviderName
  readonly isWhole: boolean
  readonly paidAt: number
  readonly now: number
}): RefundObstacle | undefined {
  const rules = refund.issuer.refund
  if (rules === undefined) return 'notSupported'
  // GoPay's own acquiring, which is Midtrans', allows its payers longer.
  const days = refund.issuer.id === 'gopay' && refund.provider === 'midtrans' ? 45 : rules.days
  if (refund.now - refund.paidAt > days * dayMs) return 'windowPassed'
  if ('closedAtNight' in rules && isNight(refund.now)) return 'closedAtNight'
  return rules.partial || refund.isWhole ? undefined : 'partial'
}

/** 23:55 to 06:00 in Jakarta, UTC+7. */
export function isNight(now: number): boolean {
  const minute = Math.floor(now / 60_000 + 7 * 60) % (24 * 60)
  return minute >= 23 * 60 + 55 || minute < 6 * 60
}

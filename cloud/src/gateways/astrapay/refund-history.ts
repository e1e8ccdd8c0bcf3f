import type { RefundResult } from '../contract.ts'
import { rupiah, textOf } from '../provider-text.ts'
import { objectOf } from '../snap/qr.ts'

interface PastRefund {
  readonly reference: string | undefined
  readonly providerRef: string | undefined
  readonly amountIdr: number
  /** 00 done, 03 pending, 06 failed. */
  readonly status: unknown
}

/** `refundHistory` of a status answer; empty where there is none. */
export function refundsOf(body: Readonly<Record<string, unknown>>): PastRefund[] {
  const history: unknown = body.refundHistory
  return (Array.isArray(history) ? history : []).map((entry: unknown) => {
    const refund = objectOf(entry)
    return {
      reference: textOf(refund.partnerReferenceNo),
      providerRef: textOf(refund.refundNo),
      amountIdr: rupiah(objectOf(refund.refundAmount).value) ?? 0,
      status: refund.refundStatus,
    }
  })
}

/** A refund that the provider calls a duplicate was sent before: its history tells what became of it. */
export function outcomeOfEarlier(
  body: Readonly<Record<string, unknown>>,
  refundReference: string,
): RefundResult {
  const ours = refundsOf(body).find(({ reference }) => reference === refundReference)
  switch (ours?.status) {
    case '00':
      return { kind: 'refunded', providerRef: ours.providerRef }
    case '03':
      return { kind: 'pending' }
    case '06':
      return { kind: 'refused', reason: 'other', code: '06', message: 'The refund failed at the provider.' }
    default:
      return { kind: 'unknown', message: 'The refund was sent before; its outcome is not known.' }
  }
}

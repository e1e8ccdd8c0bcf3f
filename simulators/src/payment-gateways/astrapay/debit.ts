import type { Random } from '@colok/shared/time'
import { z } from 'zod'
import { type Bill, refundedIdr } from '../bill.ts'
import { randomDigits } from '../digits.ts'
import { jakartaIso } from '../jakarta.ts'
import type { Desk, Rails } from '../rails.ts'
import { accepted, fieldsOf, inProgress, isRefusal, refusal, type SnapAnswer } from '../snap/door.ts'
import { Amount, amountOf, Reference, Time } from '../snap/fields.ts'
import { snapStatusOf } from '../snap/qr-service.ts'
import { refundRefusal } from '../snap/refund-codes.ts'

const minuteMs = 60_000

const Pay = z.object({
  partnerReferenceNo: Reference,
  merchantId: z.string(),
  validUpTo: Time.optional(),
  amount: Amount,
  urlParam: z.array(z.object({ url: z.url(), type: z.string(), isDeeplink: z.string() })).optional(),
  additionalInfo: z.object({
    description: z.string().min(1).max(255),
    paymentType: z.literal('IN_APP').optional(),
  }),
})
const Original = z.object({
  originalPartnerReferenceNo: Reference,
  originalReferenceNo: z.string().optional(),
  merchantId: z.string(),
})
const Status = Original.extend({ serviceCode: z.literal('54'), amount: Amount.optional() })
const Refund = Original.extend({
  partnerRefundNo: Reference,
  refundAmount: Amount,
  reason: z.string().max(256),
})

/** AstraPay's payment by a link into its app, its status and its refunds: services 54, 55 and 58. */
export class AstraPayDebit {
  readonly #desk: Desk
  readonly #rails: Rails
  readonly #world: {
    readonly merchantId: string
    readonly url: string
    readonly now: () => number
    readonly random: Random
  }

  constructor(
    desk: Desk,
    rails: Rails,
    world: {
      readonly merchantId: string
      readonly url: string
      readonly now: () => number
      readonly random: Random
    },
  ) {
    this.#desk = desk
    this.#rails = rails
    this.#world = world
  }

  pay(text: string): SnapAnswer {
    const fields = fieldsOf(text, Pay, '54')
    if (isRefusal(fields)) return fields
    const { now, url, random, merchantId } = this.#world
    if (fields.merchantId !== merchantId) return refusal('4045408', 'Invalid Merchant')
    const openMs = (fields.validUpTo ?? now() + 15 * minuteMs) - now()
    if (openMs < 3 * minuteMs - 1000 || openMs > 15 * minuteMs)
      return refusal('4005401', 'Invalid Field Format {validUpTo}')
    const reference = fields.partnerReferenceNo
    if (this.#rails.find('astrapay', reference) !== undefined)
      return refusal('4095401', 'Duplicate partnerReferenceNo')
    const providerRef = randomDigits(random, 14)
    const bill = this.#rails.open(this.#desk, {
      reference,
      providerRef,
      channel: 'wallet',
      amountIdr: fields.amount.value,
      description: fields.additionalInfo.description,
      expiresAt: now() + openMs,
      qrContent: undefined,
      link: `${url}/pay/${providerRef}`,
      returnUrl: fields.urlParam?.find(({ type }) => type === 'PAY_RETURN')?.url,
      notificationUrl: undefined,
      onlyFor: ['astrapay', 'saqu'],
    })
    return accepted('54', {
      referenceNo: providerRef,
      partnerReferenceNo: reference,
      webRedirectUrl: bill.link,
      ...(fields.additionalInfo.paymentType === 'IN_APP'
        ? { appRedirectUrl: `astrapay://pay/${providerRef}` }
        : {}),
    })
  }

  status(text: string): SnapAnswer {
    const fields = fieldsOf(text, Status, '55')
    if (isRefusal(fields)) return fields
    const bill = this.#find(fields)
    if (bill === undefined) return refusal('4045501', 'Transaction Not Found')
    if (fields.amount !== undefined && fields.amount.value !== bill.amountIdr)
      return refusal('4045513', 'Invalid Amount')
    return accepted('55', { ...debitMessageOf(bill), refundHistory: refundHistoryOf(bill) })
  }

  refund(text: string): SnapAnswer {
    const fields = fieldsOf(text, Refund, '58')
    if (isRefusal(fields)) return fields
    const bill = this.#find(fields)
    if (bill === undefined) return refusal('4045801', 'Transaction Not Found')
    const ruling = this.#rails.refund(this.#desk, bill, {
      reference: fields.partnerRefundNo,
      amountIdr: fields.refundAmount.value,
      providerRef: randomDigits(this.#world.random, 14),
    })
    if (ruling.kind === 'refused') return refundRefusal(ruling.why, '58')
    const said = {
      originalPartnerReferenceNo: bill.reference,
      originalReferenceNo: bill.providerRef,
      partnerRefundNo: ruling.refund.reference,
      refundNo: ruling.refund.providerRef,
      refundAmount: amountOf(ruling.refund.amountIdr),
    }
    return ruling.kind === 'pending'
      ? inProgress('58', said)
      : accepted('58', { ...said, refundTime: jakartaIso(this.#world.now()) })
  }

  #find(original: z.infer<typeof Original>): Bill | undefined {
    const bill = this.#rails.find('astrapay', original.originalPartnerReferenceNo)
    const isOther =
      original.originalReferenceNo !== undefined && original.originalReferenceNo !== bill?.providerRef
    return isOther || original.merchantId !== this.#world.merchantId || bill?.channel !== 'wallet'
      ? undefined
      : bill
  }
}

/** What status and notification have in common. A part that went back leaves a payment a success. */
export function debitMessageOf(bill: Bill): Readonly<Record<string, unknown>> {
  const { payment } = bill
  const isPart = payment !== undefined && refundedIdr(bill) < payment.amountIdr
  const [latestTransactionStatus, transactionStatusDesc] = isPart
    ? (['00', 'SUCCESS'] as const)
    : snapStatusOf(bill)
  return {
    originalPartnerReferenceNo: bill.reference,
    originalReferenceNo: bill.providerRef,
    serviceCode: '54',
    latestTransactionStatus,
    transactionStatusDesc,
    amount: amountOf(payment?.amountIdr ?? bill.amountIdr),
    transAmount: amountOf(payment?.amountIdr ?? bill.amountIdr),
    feeAmount: amountOf(payment?.feeIdr ?? 0),
    ...(payment === undefined
      ? {}
      : {
          paidTime: jakartaIso(payment.paidAt),
          additionalInfo: { payOption: payment.issuer.name },
        }),
  }
}

/** 00 done, 03 on its way, 06 failed. */
function refundHistoryOf(bill: Bill) {
  const codes = { done: '00', pending: '03', failed: '06' } as const
  return bill.refunds.map((refund) => ({
    refundNo: refund.providerRef,
    partnerReferenceNo: refund.reference,
    refundAmount: amountOf(refund.amountIdr),
    refundStatus: codes[refund.state],
    refundDate: jakartaIso(refund.askedAt),
  }))
}

import { readQris } from '@colok/shared/qris'
import type { Clock } from '@colok/shared/time'
import type {
  CancelResult,
  CreateResult,
  NewPayment,
  NewRefund,
  PaymentKey,
  RefundResult,
  StatusResult,
} from '../contract.ts'
import { instantOf, jakartaTime, rupiah, textOf, twoDecimals } from '../provider-text.ts'
import { failureOfAnswer, type SnapClient } from './client.ts'
import { paymentStatusOf } from './payment-status.ts'
import { refusalOf } from './refund-refusal.ts'

/** What differs between the providers of SNAP's QR MPM; the messages are the same. */
export interface QrProfile {
  readonly merchantId: string
  readonly terminalId: string
  readonly generate: QrService
  readonly query: QrService
  readonly refund: QrService
  /** Undefined where the provider has no such call: the QR ends by itself. */
  readonly cancel: QrService | undefined
  readonly additionalInfo: Readonly<Record<string, string>>
}

interface QrService {
  readonly path: string
  readonly channelId: string
}

/** Dynamic QRIS by SNAP: services 47, 51, 77 and 78. */
export class SnapQr {
  readonly #client: SnapClient
  readonly #clock: Clock
  readonly #profile: QrProfile

  constructor(client: SnapClient, clock: Clock, profile: QrProfile) {
    this.#client = client
    this.#clock = clock
    this.#profile = profile
  }

  async create(payment: NewPayment): Promise<CreateResult> {
    const { merchantId, terminalId, additionalInfo, generate } = this.#profile
    const answer = await this.#client.call({
      ...generate,
      service: '47',
      body: {
        partnerReferenceNo: payment.reference,
        amount: amountOf(payment.amountIdr),
        merchantId,
        terminalId,
        validityPeriod: jakartaTime(payment.expiresAt),
        additionalInfo,
      },
    })
    if (answer.kind !== 'accepted') return failureOfAnswer(answer)
    const qrContent = textOf(answer.body.qrContent)
    const providerRef = textOf(answer.body.referenceNo)
    if (qrContent === undefined || providerRef === undefined)
      return { kind: 'unknown', message: 'The answer has no qrContent or no referenceNo.' }
    const problem = problemOfContent(qrContent, payment.amountIdr)
    if (problem !== undefined) return { kind: 'declined', code: 'qrContent', message: problem }
    return {
      kind: 'created',
      providerRef,
      expiresAt: payment.expiresAt,
      toPay: { kind: 'qris', qrContent },
    }
  }

  async status(payment: PaymentKey): Promise<StatusResult> {
    const answer = await this.#client.call({
      ...this.#profile.query,
      service: '51',
      body: { ...this.#originalOf(payment), serviceCode: '47' },
    })
    if (answer.kind === 'refused' && answer.code.text === '4045101') return { kind: 'notFound' }
    if (answer.kind !== 'accepted') return failureOfAnswer(answer)
    const { body } = answer
    const status = paymentStatusOf(body.latestTransactionStatus)
    if (status === 'notFound') return { kind: 'notFound' }
    const amountIdr = rupiah(objectOf(body.amount).value)
    const reference = textOf(body.originalPartnerReferenceNo)
    if (status === undefined || amountIdr === undefined || objectOf(body.amount).currency !== 'IDR')
      return { kind: 'unknown', message: 'The status or the amount cannot be read.' }
    if (reference !== undefined && reference !== payment.reference)
      return { kind: 'unknown', message: `It answers for ${reference}, not for ${payment.reference}.` }
    const more = objectOf(body.additionalInfo)
    return {
      kind: 'found',
      payment: {
        status,
        reference: payment.reference,
        providerRef: textOf(body.originalReferenceNo) ?? payment.providerRef,
        amountIdr,
        paidAt: instantOf(body.paidTime),
        issuer: textOf(more.issuerName),
        retrievalReference: textOf(more.customerReferenceNumber),
      },
    }
  }

  async cancel(payment: PaymentKey): Promise<CancelResult> {
    const { cancel } = this.#profile
    if (cancel === undefined)
      return { kind: 'declined', code: 'noCancel', message: 'This provider’s QR ends by itself.' }
    const answer = await this.#client.call({
      ...cancel,
      service: '77',
      body: { ...this.#originalOf(payment), reason: 'Cancelled before payment' },
    })
    if (answer.kind === 'accepted') return { kind: 'cancelled' }
    if (answer.kind === 'refused' && answer.code.text === '4047700')
      return { kind: 'tooLate', message: answer.message }
    return failureOfAnswer(answer)
  }

  async refund(refund: NewRefund): Promise<RefundResult> {
    const answer = await this.#client.call({
      ...this.#profile.refund,
      service: '78',
      body: {
        ...this.#originalOf(refund.payment),
        partnerRefundNo: refund.refundReference,
        refundAmount: amountOf(refund.amountIdr),
        reason: refund.reason,
      },
    })
    if (answer.kind === 'accepted')
      return answer.code.http === 202
        ? { kind: 'pending' }
        : { kind: 'refunded', providerRef: textOf(answer.body.referenceNo) }
    // The provider has this refund already: the first answer was lost on its way.
    if (answer.kind === 'refused' && answer.code.text === '4097801') return this.#earlierRefund(refund)
    return refusalOf(failureOfAnswer(answer), this.#clock.wallMs())
  }

  /** The query tells whether money went back, not for which of our references: a part still on its way looks alike. */
  async #earlierRefund(refund: NewRefund): Promise<RefundResult> {
    const found = await this.status(refund.payment)
    if (found.kind !== 'found')
      return { kind: 'unknown', message: 'The refund was sent before; its outcome is not known.' }
    return found.payment.status === 'refunded'
      ? { kind: 'refunded', providerRef: undefined }
      : { kind: 'pending' }
  }

  #originalOf(payment: PaymentKey): Record<string, unknown> {
    return {
      merchantId: this.#profile.merchantId,
      originalPartnerReferenceNo: payment.reference,
      ...(payment.providerRef === undefined ? {} : { originalReferenceNo: payment.providerRef }),
    }
  }
}

export function amountOf(amountIdr: NewPayment['amountIdr']) {
  return { value: twoDecimals(amountIdr), currency: 'IDR' }
}

/** What stands in an answer where an object is expected; an empty one for anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** A QR that asks the payer for another amount, or for any, must never be shown. */
export function problemOfContent(qrContent: string, amountIdr: number): string | undefined {
  const reading = readQris(qrContent)
  if (reading.kind === 'invalid') return `The provider's QR cannot be used: ${reading.problem}.`
  if (!reading.qris.isDynamic) return 'The provider gave a static QR.'
  if (reading.qris.amountIdr !== amountIdr)
    return `The provider's QR asks for ${reading.qris.amountIdr} rupiah, not for ${amountIdr}.`
  return undefined
}

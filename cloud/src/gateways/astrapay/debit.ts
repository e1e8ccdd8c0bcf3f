import type {
  CreateResult,
  NewPayment,
  NewRefund,
  PaymentKey,
  PaymentStatus,
  RefundResult,
  StatusResult,
} from '../contract.ts'
import { instantOf, jakartaTime, rupiah, textOf } from '../provider-text.ts'
import type { GatewayRuntime } from '../runtime.ts'
import { failureOfAnswer, type SnapClient } from '../snap/client.ts'
import { paymentStatusOf } from '../snap/payment-status.ts'
import { amountOf, objectOf } from '../snap/qr.ts'
import { refusalOf } from '../snap/refund-refusal.ts'
import { outcomeOfEarlier, refundsOf } from './refund-history.ts'

const path = '/merchant-service/snap/v1.0/debit'

/** Paying in AstraPay's own app without an account that is linked: a link, the customer's PIN, done. */
export class AstraPayDebit {
  readonly #client: SnapClient
  readonly #runtime: GatewayRuntime
  readonly #merchantId: string

  constructor(client: SnapClient, runtime: GatewayRuntime, merchantId: string) {
    this.#client = client
    this.#runtime = runtime
    this.#merchantId = merchantId
  }

  async create(payment: NewPayment): Promise<CreateResult> {
    const answer = await this.#client.call({
      path: `${path}/payment-host-to-host`,
      channelId: '00854',
      service: '54',
      body: {
        partnerReferenceNo: payment.reference,
        merchantId: this.#merchantId,
        validUpTo: jakartaTime(payment.expiresAt),
        amount: amountOf(payment.amountIdr),
        urlParam: [{ url: payment.returnUrl, type: 'PAY_RETURN', isDeeplink: 'N' }],
        additionalInfo: { description: payment.description },
      },
    })
    if (answer.kind !== 'accepted') return failureOfAnswer(answer)
    const { body } = answer
    const providerRef = textOf(body.referenceNo)
    const [pageUrl, appUrl] = [textOf(body.webRedirectUrl), textOf(body.appRedirectUrl)]
    if (providerRef === undefined || (pageUrl === undefined && appUrl === undefined))
      return { kind: 'unknown', message: 'The answer has no referenceNo, or nowhere to pay.' }
    return {
      kind: 'created',
      providerRef,
      expiresAt: payment.expiresAt,
      toPay: { kind: 'wallet', appUrl, pageUrl },
    }
  }

  async status(payment: PaymentKey): Promise<StatusResult> {
    const asked = await this.#ask(payment)
    if (asked.kind !== 'found') return asked
    const { body, status } = asked
    const amountIdr = rupiah(objectOf(body.transAmount).value)
    if (amountIdr === undefined) return { kind: 'unknown', message: 'The amount cannot be read.' }
    const refunded = refundsOf(body)
      .filter(({ status }) => status === '00')
      .reduce((sum, { amountIdr }) => sum + amountIdr, 0)
    const isPart = refunded > 0 && refunded < amountIdr
    return {
      kind: 'found',
      payment: {
        status: isPart ? 'partlyRefunded' : refunded >= amountIdr ? 'refunded' : status,
        reference: payment.reference,
        providerRef: textOf(body.originalReferenceNo) ?? payment.providerRef,
        amountIdr,
        paidAt: instantOf(body.paidTime),
        issuer: textOf(objectOf(body.additionalInfo).payOption) ?? 'AstraPay',
        retrievalReference: undefined,
      },
    }
  }

  async refund(refund: NewRefund): Promise<RefundResult> {
    const answer = await this.#client.call({
      path: `${path}/refund`,
      channelId: '00258',
      service: '58',
      body: {
        merchantId: this.#merchantId,
        originalPartnerReferenceNo: refund.payment.reference,
        ...(refund.payment.providerRef === undefined
          ? {}
          : { originalReferenceNo: refund.payment.providerRef }),
        partnerRefundNo: refund.refundReference,
        refundAmount: amountOf(refund.amountIdr),
        reason: refund.reason,
      },
    })
    if (answer.kind === 'accepted')
      return answer.code.http === 202
        ? { kind: 'pending' }
        : { kind: 'refunded', providerRef: textOf(answer.body.refundNo) }
    if (answer.kind === 'refused' && answer.code.text === '4095801') return this.#earlierRefund(refund)
    return refusalOf(failureOfAnswer(answer), this.#runtime.clock.wallMs())
  }

  async #earlierRefund(refund: NewRefund): Promise<RefundResult> {
    const asked = await this.#ask(refund.payment)
    return outcomeOfEarlier(asked.kind === 'found' ? asked.body : {}, refund.refundReference)
  }

  async #ask(payment: PaymentKey): Promise<
    | {
        readonly kind: 'found'
        readonly body: Readonly<Record<string, unknown>>
        readonly status: PaymentStatus
      }
    | Exclude<StatusResult, { readonly kind: 'found' }>
  > {
    const answer = await this.#client.call({
      path: `${path}/status`,
      channelId: '00155',
      service: '55',
      body: {
        merchantId: this.#merchantId,
        originalPartnerReferenceNo: payment.reference,
        ...(payment.providerRef === undefined ? {} : { originalReferenceNo: payment.providerRef }),
        serviceCode: '54',
        amount: amountOf(payment.amountIdr),
      },
    })
    if (answer.kind === 'refused' && answer.code.text === '4045501') return { kind: 'notFound' }
    if (answer.kind !== 'accepted') return failureOfAnswer(answer)
    const status = paymentStatusOf(answer.body.latestTransactionStatus)
    if (status === 'notFound') return { kind: 'notFound' }
    if (status === undefined || answer.body.originalPartnerReferenceNo !== payment.reference)
      return { kind: 'unknown', message: 'The status cannot be read, or is another payment’s.' }
    return { kind: 'found', body: answer.body, status }
  }
}

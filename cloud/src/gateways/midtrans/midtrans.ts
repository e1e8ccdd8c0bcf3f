import type { Clock } from '@colok/shared/time'
import type {
  CancelResult,
  CreateResult,
  GatewayCapabilities,
  GatewayFailure,
  Inbound,
  InboundRequest,
  NewPayment,
  NewRefund,
  PaymentGateway,
  PaymentKey,
  RefundRefusal,
  RefundResult,
  SettlementReport,
  StatusResult,
  ToPay,
} from '../contract.ts'
import { exchange, type HttpRequest, jsonObject } from '../http-exchange.ts'
import { problemOfAmount, problemOfPayment, problemOfReference } from '../new-payment.ts'
import { jakartaInstant, rupiah, textOf } from '../provider-text.ts'
import { isClosedNow } from '../refund-hours.ts'
import type { GatewayRuntime } from '../runtime.ts'
import type { MidtransAccount } from '../settings.ts'
import { readSettlementCsv } from '../settlement-csv.ts'
import { refused } from '../snap/inbound.ts'
import { objectOf, problemOfContent } from '../snap/qr.ts'
import { readMidtransNotification } from './notification.ts'
import { midtransStatusOf } from './status.ts'

/** docs.midtrans.com, refunds as of 2026-04-01: ShopeePay takes them for 365 days, GoPay for 45, others for less. */
const capabilities: GatewayCapabilities = {
  methods: ['qris', 'wallet'],
  expiry: { shortestMs: 60_000, longestMs: 24 * 3_600_000 },
  refundWindowMs: 365 * 86_400_000,
  noRefundFor: [],
  statusAfterMs: 0,
  // A refund_key is known for seven days; the last hours of them are left as a margin.
  refundRepeatableMs: 6.5 * 86_400_000,
  settledWithinMs: 5 * 86_400_000,
}

type Answer =
  | { readonly kind: 'answered'; readonly code: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unknown'; readonly message: string }

/** Midtrans' Core API: QRIS, and GoPay by a link into its app. */
export class Midtrans implements PaymentGateway {
  readonly name = 'midtrans'
  readonly capabilities = capabilities
  /** GoPay's pre-authorisation needs tokenised accounts, for which we have no contract. */
  readonly reservations = undefined
  readonly #runtime: GatewayRuntime
  readonly #clock: Clock
  readonly #account: MidtransAccount
  readonly #notificationUrl: string

  constructor(runtime: GatewayRuntime, account: MidtransAccount, inbound: { readonly inboundUrl: string }) {
    this.#runtime = runtime
    this.#clock = runtime.clock
    this.#account = account
    this.#notificationUrl = `${inbound.inboundUrl}/notification`
  }

  async create(payment: NewPayment): Promise<CreateResult> {
    const problem = problemOfPayment(payment, capabilities, this.#clock.wallMs())
    if (problem !== undefined) return problem
    const isQris = payment.method === 'qris'
    const answer = await this.#call('POST', '/v2/charge', {
      payment_type: isQris ? 'qris' : 'gopay',
      transaction_details: { order_id: payment.reference, gross_amount: payment.amountIdr },
      item_details: [{ id: 'energy', name: payment.description, price: payment.amountIdr, quantity: 1 }],
      ...(isQris
        ? { qris: { acquirer: this.#account.qrisAcquirer } }
        : { gopay: { enable_callback: true, callback_url: payment.returnUrl } }),
      custom_expiry: {
        expiry_duration: Math.ceil((payment.expiresAt - this.#clock.wallMs()) / 60_000),
        unit: 'minute',
      },
    })
    if (answer.kind !== 'answered') return answer
    // 406: the order exists, so an earlier attempt may have been heard.
    if (answer.code === '406') return { kind: 'unknown', message: `${payment.reference} was charged before.` }
    if (answer.code !== '201') return failureOf(answer)
    const providerRef = textOf(answer.body.transaction_id)
    if (providerRef === undefined) return { kind: 'unknown', message: 'The answer has no transaction_id.' }
    const toPay = isQris ? qrOf(answer.body, payment.amountIdr) : linksOf(answer.body)
    if (toPay.kind === 'declined') return toPay
    const expiresAt = jakartaInstant(answer.body.expiry_time) ?? payment.expiresAt
    return { kind: 'created', providerRef, expiresAt, toPay }
  }

  async status(payment: PaymentKey): Promise<StatusResult> {
    const answer = await this.#call('GET', `/v2/${payment.reference}/status`)
    if (answer.kind !== 'answered') return answer
    if (answer.code === '404') return { kind: 'notFound' }
    const { body } = answer
    const status = midtransStatusOf(body)
    // The code of a status answer speaks of the transaction: 201 pending, 202 denied, 407 expired.
    if (status === undefined) return failureOf(answer)
    const amountIdr = rupiah(body.gross_amount)
    if (amountIdr === undefined || body.order_id !== payment.reference)
      return { kind: 'unknown', message: 'The order or its amount cannot be read.' }
    return {
      kind: 'found',
      payment: {
        status,
        reference: payment.reference,
        providerRef: textOf(body.transaction_id),
        amountIdr,
        paidAt: jakartaInstant(body.settlement_time),
        issuer: textOf(body.issuer) ?? textOf(body.acquirer),
        retrievalReference: textOf(body.reference_id),
      },
    }
  }

  async cancel(payment: PaymentKey): Promise<CancelResult> {
    const answer = await this.#call('POST', `/v2/${payment.reference}/expire`)
    if (answer.kind !== 'answered') return answer
    if (answer.code === '407' || answer.code === '200') return { kind: 'cancelled' }
    if (answer.code === '412')
      return { kind: 'tooLate', message: textOf(answer.body.status_message) ?? 'It cannot expire any more.' }
    return failureOf(answer)
  }

  async refund(refund: NewRefund): Promise<RefundResult> {
    const problem = problemOfReference(refund.refundReference) ?? problemOfAmount(refund.amountIdr)
    if (problem !== undefined) return problem
    const answer = await this.#call('POST', `/v2/${refund.payment.reference}/refund`, {
      refund_key: refund.refundReference,
      amount: refund.amountIdr,
      reason: refund.reason,
    })
    if (answer.kind !== 'answered') return answer
    // 406 is a key that it has already: the transaction's list of refunds tells what became of it.
    if (answer.code === '406') return this.#earlierRefund(refund)
    if (answer.code === '200') return outcomeOf(answer.body, refund.refundReference)
    const reason = this.#refusal(answer)
    if (reason === undefined) {
      const failure = failureOf(answer)
      return failure.kind === 'declined' ? { ...failure, kind: 'refused', reason: 'other' } : failure
    }
    const message = textOf(answer.body.status_message) ?? 'The refund was refused.'
    return { kind: 'refused', reason, code: answer.code, message }
  }

  #refusal(answer: { readonly code: string; readonly body: Readonly<Record<string, unknown>> }) {
    const reasons: Readonly<Record<string, RefundRefusal>> = {
      '202': 'other',
      '412': isClosedNow(this.#clock.wallMs()) ? 'closedNow' : 'notSupported',
      '414': 'amount',
    }
    return reasons[answer.code]
  }

  async #earlierRefund(refund: NewRefund): Promise<RefundResult> {
    const answer = await this.#call('GET', `/v2/${refund.payment.reference}/status`)
    return answer.kind === 'answered'
      ? outcomeOf(answer.body, refund.refundReference)
      : { kind: 'unknown', message: 'The refund was sent before; its outcome is not known.' }
  }

  async verify(request: InboundRequest): Promise<Inbound> {
    const path = request.target.split('?')[0] ?? ''
    return request.method === 'POST' && path.endsWith('/midtrans/notification')
      ? readMidtransNotification(request, this.#account.serverKey)
      : refused('unknownAddress', '4040000', `Midtrans has no business at ${request.method} ${path}.`)
  }

  readSettlementReport(text: string): SettlementReport {
    return readSettlementCsv(text, this.#account.settlementColumns)
  }

  /** Midtrans answers HTTP 200 for nearly everything; `status_code` in the body is what counts. */
  async #call(method: HttpRequest['method'], path: string, body?: object): Promise<Answer> {
    const answer = await exchange(this.#runtime, {
      method,
      url: `${this.#account.baseUrl}${path}`,
      headers: {
        Accept: 'application/json',
        Authorization: `Basic ${Buffer.from(`${this.#account.serverKey}:`).toString('base64')}`,
        'X-Override-Notification': this.#notificationUrl,
        ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
    })
    if (answer.kind === 'noAnswer') return { kind: 'unknown', message: answer.message }
    const read = jsonObject(answer.text)
    const code = textOf(read?.status_code)
    return read === undefined || code === undefined
      ? { kind: 'unknown', message: `HTTP ${answer.status} without a status code.` }
      : { kind: 'answered', code, body: read }
  }
}

function failureOf(answer: Extract<Answer, { readonly kind: 'answered' }>): GatewayFailure {
  const { code } = answer
  const message = textOf(answer.body.status_message) ?? `Midtrans answered ${code}.`
  if (code === '401' || code === '402' || code === '403') return { kind: 'misconfigured', code, message }
  if (code === '400') return { kind: 'invalid', code, message }
  if (code.startsWith('5') || code === '406') return { kind: 'unknown', message: `${code} ${message}` }
  return { kind: 'declined', code, message }
}

/** Of the two notices of a refund the one with `bank_confirmed_at` is true; so is the entry in the list. */
function outcomeOf(body: Readonly<Record<string, unknown>>, refundReference: string): RefundResult {
  const refunds: unknown = body.refunds
  const ours = (Array.isArray(refunds) ? refunds : [])
    .map(objectOf)
    .find(({ refund_key }) => refund_key === refundReference)
  if (ours === undefined)
    return body.refund_key === refundReference
      ? { kind: 'pending' }
      : { kind: 'unknown', message: 'The refund is not in the transaction’s list.' }
  return textOf(ours.bank_confirmed_at) === undefined
    ? { kind: 'pending' }
    : { kind: 'refunded', providerRef: String(ours.refund_chargeback_id) }
}

type Declined = Extract<GatewayFailure, { readonly kind: 'declined' }>

function qrOf(body: Readonly<Record<string, unknown>>, amountIdr: number): ToPay | Declined {
  const qrContent = textOf(body.qr_string) ?? ''
  const problem = problemOfContent(qrContent, amountIdr)
  return problem === undefined
    ? { kind: 'qris', qrContent }
    : { kind: 'declined', code: 'qr_string', message: problem }
}

function linksOf(body: Readonly<Record<string, unknown>>): ToPay | Declined {
  const actions: unknown = body.actions
  const link = (Array.isArray(actions) ? actions : [])
    .map(objectOf)
    .find(({ name }) => name === 'deeplink-redirect')
  const appUrl = textOf(link?.url)
  return appUrl === undefined
    ? { kind: 'declined', code: 'actions', message: 'The answer has no link into GoPay.' }
    : { kind: 'wallet', appUrl, pageUrl: undefined }
}

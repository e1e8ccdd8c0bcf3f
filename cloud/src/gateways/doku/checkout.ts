import type { CreateResult, GatewayFailure, NewPayment, PaymentKey, StatusResult } from '../contract.ts'
import { exchange, type HttpAnswer, jsonObject } from '../http-exchange.ts'
import { instantOf, jakartaInstant, rupiah, textOf, utcSeconds } from '../provider-text.ts'
import { type GatewayRuntime, randomDigits } from '../runtime.ts'
import type { DokuAccount } from '../settings.ts'
import { objectOf } from '../snap/qr.ts'
import { signDoku } from './signature.ts'
import { checkoutStatusOf } from './status.ts'

/** DOKU's hosted page and its order status, which are not SNAP's. */
export class DokuCheckout {
  readonly #runtime: GatewayRuntime
  readonly #account: DokuAccount
  readonly #notificationUrl: string

  constructor(runtime: GatewayRuntime, account: DokuAccount, notificationUrl: string) {
    this.#runtime = runtime
    this.#account = account
    this.#notificationUrl = notificationUrl
  }

  async create(payment: NewPayment): Promise<CreateResult> {
    const { reference, amountIdr, description } = payment
    const dueMinutes = Math.ceil((payment.expiresAt - this.#runtime.clock.wallMs()) / 60_000)
    const body = JSON.stringify({
      order: {
        amount: amountIdr,
        invoice_number: reference,
        currency: 'IDR',
        callback_url: payment.returnUrl,
        auto_redirect: true,
        line_items: [{ name: description, price: amountIdr, quantity: 1 }],
      },
      payment: { payment_due_date: dueMinutes },
      additional_info: { override_notification_url: this.#notificationUrl },
    })
    // The same Request-Id and body again is answered with the first answer, as 409: nothing is made twice.
    const answer = await this.#send('POST', '/checkout/v1/payment', reference, body)
    if (answer.kind === 'noAnswer') return { kind: 'unknown', message: answer.message }
    const read = jsonObject(answer.text)
    const made = objectOf(objectOf(read?.response).payment)
    const [pageUrl, providerRef] = [textOf(made.url), textOf(made.token_id)]
    if (
      (answer.status !== 200 && answer.status !== 409) ||
      pageUrl === undefined ||
      providerRef === undefined
    )
      return failureOf(answer.status, read)
    const expiresAt = jakartaInstant(made.expired_date) ?? payment.expiresAt
    return { kind: 'created', providerRef, expiresAt, toPay: { kind: 'page', pageUrl } }
  }

  async status(payment: PaymentKey): Promise<StatusResult> {
    const path = `/orders/v1/status/${payment.reference}`
    const requestId = `status-${payment.reference}-${randomDigits(this.#runtime.random, 15)}`
    const answer = await this.#send('GET', path, requestId, undefined)
    if (answer.kind === 'noAnswer') return { kind: 'unknown', message: answer.message }
    const read = jsonObject(answer.text)
    if (answer.status === 404) return { kind: 'notFound' }
    if (answer.status !== 200) return failureOf(answer.status, read)
    const [order, transaction] = [objectOf(read?.order), objectOf(read?.transaction)]
    const status = checkoutStatusOf(transaction.status, order.status)
    const amountIdr = rupiah(order.amount)
    if (status === undefined || amountIdr === undefined || order.invoice_number !== payment.reference)
      return { kind: 'unknown', message: 'The order, its status or its amount cannot be read.' }
    return {
      kind: 'found',
      payment: {
        status,
        reference: payment.reference,
        providerRef: payment.providerRef,
        amountIdr,
        paidAt: status === 'paid' ? instantOf(transaction.date) : undefined,
        issuer: textOf(objectOf(read?.acquirer).id),
        retrievalReference: textOf(transaction.original_request_id),
      },
    }
  }

  #send(
    method: 'GET' | 'POST',
    target: string,
    requestId: string,
    body: string | undefined,
  ): Promise<HttpAnswer> {
    const { clientId, secretKey, baseUrl } = this.#account
    const timestamp = utcSeconds(this.#runtime.clock.wallMs())
    return exchange(this.#runtime, {
      method,
      url: `${baseUrl}${target}`,
      headers: {
        'Client-Id': clientId,
        'Request-Id': requestId,
        'Request-Timestamp': timestamp,
        Signature: signDoku({ clientId, requestId, timestamp, target, body }, secretKey),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })
  }
}

function failureOf(status: number, read: Readonly<Record<string, unknown>> | undefined): GatewayFailure {
  const said = objectOf(read?.error)
  const code = textOf(said.code) ?? `HTTP ${status}`
  const message = textOf(said.message) ?? `DOKU answered ${status}.`
  if (status === 401 || status === 403) return { kind: 'misconfigured', code, message }
  if (status === 400) return { kind: 'invalid', code, message }
  if (status === 429) return { kind: 'declined', code, message }
  return { kind: 'unknown', message: `${code} ${message}` }
}

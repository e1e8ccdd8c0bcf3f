import type { Random } from '@colok/shared/time'
import { z } from 'zod'
import type { Bill } from '../bill.ts'
import { randomDigits } from '../digits.ts'
import { jakartaCompact } from '../jakarta.ts'
import type { Notification } from '../notifier.ts'
import type { Desk, Rails } from '../rails.ts'
import { dokuSignature } from './signature.ts'

const skewMs = 5 * 60_000

/** DOKU asks not to be asked within a minute of a payment: its order status knows no sooner. */
const statusLagMs = 60_000

/** 30 minutes, 6 hours and 12 hours after the first attempt. */
const retriesMs = [30 * 60_000, 6 * 3_600_000, 12 * 3_600_000]

const Order = z.object({
  order: z.object({
    amount: z.int().positive(),
    invoice_number: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
    currency: z.literal('IDR').optional(),
    callback_url: z.url().optional(),
    line_items: z.array(z.object({ name: z.string(), price: z.int(), quantity: z.int() })).optional(),
  }),
  payment: z.object({ payment_due_date: z.int().min(1).max(1440).default(60) }),
  additional_info: z.object({ override_notification_url: z.url().optional() }).optional(),
})

/** Answers that can be asked for again; DOKU does not say how long. */
const mostRemembered = 1000

interface Remembered {
  readonly body: string
  readonly answer: Readonly<Record<string, unknown>>
}

/** DOKU's side of Checkout: the order, its page, its status, and the notification of its end. */
export class DokuCheckout {
  readonly #desk: Desk
  readonly #rails: Rails
  readonly #account: { readonly clientId: string; readonly secretKey: string }
  readonly #world: {
    readonly now: () => number
    readonly random: Random
    readonly url: string
    readonly merchantUrl: () => string
  }
  /** By Request-Id: what is sent again is answered again. */
  readonly #answered = new Map<string, Remembered>()

  constructor(
    desk: Desk,
    rails: Rails,
    account: { readonly clientId: string; readonly secretKey: string },
    world: {
      readonly now: () => number
      readonly random: Random
      readonly url: string
      readonly merchantUrl: () => string
    },
  ) {
    this.#desk = desk
    this.#rails = rails
    this.#account = account
    this.#world = world
  }

  create(request: Request, text: string): Response {
    const refused = this.#refusalOf(request, text)
    if (refused !== undefined) return refused
    const requestId = request.headers.get('request-id') ?? ''
    const before = this.#answered.get(requestId)
    if (before !== undefined)
      return before.body === text
        ? Response.json(before.answer, { status: 409 })
        : problem(400, 'invalid_parameter', 'Request-Id was used with another body')
    const read = Order.safeParse(jsonOf(text))
    if (!read.success)
      return problem(400, 'invalid_parameter', `${read.error.issues[0]?.path.join('.')} is not valid`)
    const { order, payment, additional_info } = read.data
    const notificationUrl = additional_info?.override_notification_url
    if (notificationUrl !== undefined && !notificationUrl.startsWith(`${this.#world.merchantUrl()}/`))
      return problem(400, 'invalid_parameter', 'override_notification_url is not the merchant’s')
    if (this.#rails.find('doku', order.invoice_number) !== undefined)
      return problem(400, 'invalid_parameter', 'invoice_number was used')
    const tokenId = randomDigits(this.#world.random, 24)
    const bill = this.#rails.open(this.#desk, {
      reference: order.invoice_number,
      providerRef: tokenId,
      channel: 'page',
      amountIdr: order.amount,
      description: order.line_items?.[0]?.name ?? this.#desk.merchantName,
      expiresAt: this.#world.now() + payment.payment_due_date * 60_000,
      qrContent: undefined,
      link: `${this.#world.url}/checkout-link-v2/${tokenId}`,
      returnUrl: order.callback_url,
      notificationUrl,
      onlyFor: undefined,
    })
    const answer = {
      message: ['SUCCESS'],
      response: {
        order: {
          amount: String(bill.amountIdr),
          invoice_number: bill.reference,
          currency: 'IDR',
          session_id: randomDigits(this.#world.random, 16),
        },
        payment: {
          payment_due_date: payment.payment_due_date,
          token_id: tokenId,
          url: bill.link,
          expired_date: jakartaCompact(bill.expiresAt),
        },
      },
    }
    this.#remember(requestId, { body: text, answer })
    return Response.json(answer)
  }

  #remember(requestId: string, answered: Remembered): void {
    this.#answered.set(requestId, answered)
    for (const oldest of this.#answered.keys()) {
      if (this.#answered.size <= mostRemembered) break
      this.#answered.delete(oldest)
    }
  }

  status(request: Request, reference: string): Response {
    const refused = this.#refusalOf(request, undefined)
    if (refused !== undefined) return refused
    const bill = this.#rails.find('doku', reference)
    if (bill === undefined || bill.channel !== 'page')
      return problem(404, 'data_not_found', 'Transaction not found')
    return Response.json(this.#orderOf(bill, this.#knows(bill)))
  }

  notificationOf(bill: Bill): Notification {
    const requestId = `N-${randomDigits(this.#world.random, 20)}`
    const url = bill.notificationUrl ?? `${this.#world.merchantUrl()}/doku/checkout`
    return {
      about: `checkout ${bill.reference} ${bill.state}`,
      make: async ({ badSignature }) => this.#signed(url, requestId, this.#orderOf(bill, true), badSignature),
      isTaken: ({ status }) => status >= 200 && status < 300,
      retriesMs: () => retriesMs,
    }
  }

  #knows({ payment }: Bill): boolean {
    return payment !== undefined && this.#world.now() - payment.paidAt >= statusLagMs
  }

  #orderOf(bill: Bill, isPaymentKnown: boolean): Readonly<Record<string, unknown>> {
    const payment = isPaymentKnown ? bill.payment : undefined
    const order = { invoice_number: bill.reference, amount: payment?.amountIdr ?? bill.amountIdr }
    const isExpired = bill.state === 'expired' && bill.payment === undefined
    if (payment === undefined)
      return {
        order: { ...order, status: isExpired ? 'ORDER_EXPIRED' : 'ORDER_GENERATED' },
        service: null,
        acquirer: null,
        channel: null,
        ...(bill.state === 'declined' ? { transaction: { status: 'FAILED' } } : {}),
      }
    const name = payment.issuer.name.toUpperCase().replaceAll(' ', '_')
    return {
      order,
      service: { id: 'EMONEY' },
      acquirer: { id: name },
      channel: { id: `EMONEY_${name}` },
      transaction: {
        status: 'SUCCESS',
        date: `${new Date(payment.paidAt).toISOString().slice(0, 19)}Z`,
        original_request_id: payment.retrievalReference,
      },
    }
  }

  #signed(url: string, requestId: string, message: object, badSignature: boolean): Request {
    const body = JSON.stringify(message)
    const { clientId, secretKey } = this.#account
    const timestamp = `${new Date(this.#world.now()).toISOString().slice(0, 19)}Z`
    const signed = { clientId, requestId, timestamp, target: new URL(url).pathname, body }
    return new Request(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Client-Id': clientId,
        'Request-Id': requestId,
        'Request-Timestamp': timestamp,
        Signature: dokuSignature(signed, badSignature ? `not ${secretKey}` : secretKey),
      },
      body,
    })
  }

  #refusalOf(request: Request, body: string | undefined): Response | undefined {
    const header = (name: string) => request.headers.get(name) ?? ''
    const { clientId, secretKey } = this.#account
    const timestamp = header('request-timestamp')
    if (header('client-id') !== clientId) return problem(401, 'invalid_client_id', 'Invalid Client-Id')
    if (!/^.{1,128}$/.test(header('request-id')))
      return problem(400, 'invalid_request_id', 'Invalid Request-Id')
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp))
      return problem(400, 'invalid_request_timestamp', 'Invalid Request-Timestamp')
    const target = new URL(request.url).pathname
    const requestId = header('request-id')
    if (dokuSignature({ clientId, requestId, timestamp, target, body }, secretKey) !== header('signature'))
      return problem(401, 'invalid_signature', 'Invalid Header Signature')
    return Math.abs(this.#world.now() - Date.parse(timestamp)) > skewMs
      ? problem(401, 'invalid_request_timestamp', 'Request-Timestamp is too old or too new')
      : undefined
  }
}

function problem(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, type: code, message } }, { status })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

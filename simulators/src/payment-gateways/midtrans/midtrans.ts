import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Bill, refundedIdr } from '../bill.ts'
import { randomDigits } from '../digits.ts'
import { FaultSwitches } from '../faults.ts'
import { jakartaText } from '../jakarta.ts'
import { Notifier } from '../notifier.ts'
import { answerWithFaults, type Provider, type ProviderWorld } from '../provider.ts'
import { ProviderBook } from '../provider-book.ts'
import type { BillEvent, Desk, RefundRuling } from '../rails.ts'
import { settlementFile } from '../settlement-file.ts'
import { qrContentOf } from '../snap/qr-service.ts'

export interface MidtransOptions {
  readonly serverKey: string
  readonly merchantId: string
}

const OrderId = z.string().regex(/^[A-Za-z0-9~_.-]{1,50}$/)

const Charge = z.object({
  payment_type: z.enum(['qris', 'gopay']),
  transaction_details: z.object({ order_id: OrderId, gross_amount: z.int().positive() }),
  item_details: z
    .array(z.object({ id: z.string(), name: z.string().max(50), price: z.int(), quantity: z.int() }))
    .optional(),
  qris: z.object({ acquirer: z.enum(['gopay', 'airpay shopee']) }).optional(),
  gopay: z.object({ enable_callback: z.boolean(), callback_url: z.string() }).optional(),
  custom_expiry: z
    .object({ expiry_duration: z.int().min(1).max(1440), unit: z.literal('minute') })
    .optional(),
})
const Refund = z.object({
  refund_key: z.string().min(1),
  amount: z.int().positive(),
  reason: z.string().max(255),
})

/** Two minutes, 10, 30, 1.5 hours, 3.5 hours; some answers end it sooner. */
const retriesMs = [2, 10, 30, 90, 210].map((minutes) => minutes * 60_000)
const retriesAfter: Readonly<Record<number, number>> = { 500: 1, 503: 4, 400: 2, 404: 2 }

type Answer = Readonly<Record<string, unknown>>

/** Midtrans' Core API: QRIS and GoPay. */
export class MidtransProvider implements Provider, Desk {
  readonly name = 'midtrans'
  readonly book = new ProviderBook()
  readonly faults = new FaultSwitches()
  readonly notifier: Notifier
  readonly merchantName: string
  readonly refundsNeedFunds = true
  /** The bank confirms a moment after the first notice. */
  readonly refundTakesMs = 2000
  readonly #options: MidtransOptions
  readonly #world: ProviderWorld

  constructor(options: MidtransOptions, world: ProviderWorld) {
    this.#options = options
    this.#world = world
    this.merchantName = world.merchantName
    this.notifier = new Notifier({ clock: world.clock, faults: this.faults, fetch: world.fetch })
  }

  async answer(request: Request): Promise<Response | undefined> {
    const text = await request.text()
    const { pathname } = new URL(request.url)
    const file = settlementFile(this.book, this.#world.clock, request)
    if (file !== undefined) return file
    if (request.method === 'GET' && pathname.startsWith('/deeplink/')) return this.#page(pathname)
    const work = this.#workFor(request, pathname, text)
    if (work === undefined) return said('404', 'The requested resource is not found.')
    return answerWithFaults(
      { faults: this.faults, clock: this.#world.clock },
      () => (this.#isAuthorised(request) ? Response.json(work()) : denied()),
      () => said('504', 'Gateway Timeout', 504),
    )
  }

  #workFor(request: Request, path: string, text: string): (() => Answer) | undefined {
    if (request.method === 'POST' && path === '/v2/charge')
      return () => this.#charge(text, request.headers.get('x-override-notification'))
    const [, orderId, act] =
      /^\/v2\/([^/]+)\/(status|cancel|expire|refund(?:\/online\/direct)?)$/.exec(path) ?? []
    if (orderId === undefined || (request.method === 'GET') !== (act === 'status')) return undefined
    return () => {
      const bill = this.#world.rails.find('midtrans', orderId)
      if (bill === undefined) return refusedAs('404', "Transaction doesn't exist.")
      if (act === 'status') return this.#transactionOf(bill)
      return act === 'cancel' || act === 'expire' ? this.#end(bill, act) : this.#refund(bill, text)
    }
  }

  #charge(text: string, notificationUrl: string | null): Answer {
    const read = Charge.safeParse(jsonOf(text))
    if (!read.success) return refusedAs('400', `${read.error.issues[0]?.path.join('.')} is not valid`)
    const { payment_type, transaction_details, item_details, qris, gopay, custom_expiry } = read.data
    const { order_id: reference, gross_amount: amountIdr } = transaction_details
    const items = item_details?.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
    if (items !== undefined && items !== amountIdr)
      return refusedAs('400', 'transaction_details.gross_amount is not equal to the sum of item_details')
    if (notificationUrl !== null && !notificationUrl.startsWith(`${this.#world.merchantUrl()}/`))
      return refusedAs('400', 'X-Override-Notification is not the merchant’s')
    if (this.#world.rails.find('midtrans', reference) !== undefined)
      return refusedAs('406', 'The request could not be completed: order_id has already been used')
    const providerRef = randomDigits(this.#world.random, 16)
    const isQris = payment_type === 'qris'
    const bill = this.#world.rails.open(this, {
      reference,
      providerRef,
      channel: isQris ? 'qris' : 'wallet',
      amountIdr,
      description: item_details?.[0]?.name ?? this.merchantName,
      expiresAt: this.#now + (custom_expiry?.expiry_duration ?? 15) * 60_000,
      qrContent: isQris
        ? qrContentOf(this, acquirers[qris?.acquirer ?? 'gopay'], { providerRef, amountIdr })
        : undefined,
      link: isQris ? undefined : `${this.#world.url}/deeplink/${providerRef}`,
      returnUrl: gopay?.callback_url,
      notificationUrl: notificationUrl ?? undefined,
      onlyFor: isQris ? undefined : ['gopay'],
    })
    return {
      ...this.#transactionOf(bill),
      status_code: '201',
      ...(isQris
        ? { qr_string: bill.qrContent, acquirer: qris?.acquirer ?? 'gopay' }
        : { actions: [{ name: 'deeplink-redirect', method: 'GET', url: bill.link }] }),
    }
  }

  #end(bill: Bill, act: 'cancel' | 'expire'): Answer {
    if (bill.state !== 'open') return refusedAs('412', 'Merchant cannot modify the status of the transaction')
    if (act === 'cancel') this.#world.rails.cancel(bill)
    else this.#world.rails.expire(bill)
    return this.#transactionOf(bill)
  }

  #refund(bill: Bill, text: string): Answer {
    const read = Refund.safeParse(jsonOf(text))
    if (!read.success) return refusedAs('400', `${read.error.issues[0]?.path.join('.')} is not valid`)
    const { refund_key, amount } = read.data
    const ruling = this.#world.rails.refund(this, bill, {
      reference: refund_key,
      amountIdr: amount,
      providerRef: randomDigits(this.#world.random, 8),
    })
    if (ruling.kind === 'refused') return refusedAs(...refundCodes[ruling.why])
    // The first of the two notices; the second follows when the bank has confirmed.
    this.#notify(bill)
    const { refunds: _, ...transaction } = this.#transactionOf(bill)
    return {
      ...transaction,
      status_code: '200',
      status_message: 'Success, refund request is approved',
      transaction_status: this.#refundStatusOf(bill),
      refund_chargeback_id: Number(ruling.refund.providerRef),
      refund_amount: `${amount}.00`,
      refund_key,
    }
  }

  #refundStatusOf(bill: Bill): 'refund' | 'partial_refund' {
    return refundedIdr(bill) >= (bill.payment?.amountIdr ?? 0) ? 'refund' : 'partial_refund'
  }

  #transactionOf(bill: Bill): Answer {
    const { payment } = bill
    const hasRefunds = refundedIdr(bill) > 0
    const [statusCode, transactionStatus] = hasRefunds
      ? (['200', this.#refundStatusOf(bill)] as const)
      : statusOf(bill)
    return {
      status_code: statusCode,
      status_message: 'Success, transaction is found',
      transaction_id: bill.providerRef,
      order_id: bill.reference,
      merchant_id: this.#options.merchantId,
      gross_amount: `${payment?.amountIdr ?? bill.amountIdr}.00`,
      currency: 'IDR',
      payment_type: bill.channel === 'qris' ? 'qris' : 'gopay',
      transaction_time: jakartaText(bill.createdAt),
      transaction_status: transactionStatus,
      fraud_status: 'accept',
      expiry_time: jakartaText(bill.expiresAt),
      ...(payment === undefined
        ? {}
        : {
            settlement_time: jakartaText(payment.paidAt),
            issuer: payment.issuer.id,
            reference_id: payment.retrievalReference,
          }),
      ...(bill.refunds.length === 0
        ? {}
        : {
            refunds: bill.refunds
              .filter(({ state }) => state !== 'failed')
              .map((refund) => ({
                refund_chargeback_id: Number(refund.providerRef),
                refund_amount: `${refund.amountIdr}.00`,
                created_at: jakartaText(refund.askedAt),
                refund_key: refund.reference,
                ...(refund.state === 'done' ? { bank_confirmed_at: jakartaText(this.#now) } : {}),
              })),
          }),
    }
  }

  onBill(bill: Bill, event: BillEvent): void {
    // A charge is told of too: "pending" comes first, and may be overtaken.
    if (event.kind === 'opened') this.#world.clock.after(0, () => this.#notify(bill))
    else this.#notify(bill)
  }

  #notify(bill: Bill): void {
    const url = bill.notificationUrl ?? `${this.#world.merchantUrl()}/midtrans/notification`
    // As it is now: what is sent late tells of then.
    const transaction = this.#transactionOf(bill)
    this.notifier.send({
      about: `${bill.reference} ${transaction.transaction_status}`,
      make: async ({ badSignature }) => {
        const key = badSignature ? 'SB-Mid-server-forged' : this.#options.serverKey
        const { order_id, status_code, gross_amount } = transaction
        const signature_key = createHash('sha512')
          .update(`${order_id}${status_code}${gross_amount}${key}`)
          .digest('hex')
        return new Request(url, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ ...transaction, signature_key }),
        })
      },
      isTaken: ({ status }) => status >= 200 && status < 300,
      retriesMs: (status) => retriesMs.slice(0, retriesAfter[status] ?? retriesMs.length),
    })
  }

  #page(path: string): Response {
    const link = `${this.#world.url}${path}`
    return this.#world.rails.follow(link) === undefined
      ? new Response('This page has ended.', { status: 404 })
      : Response.redirect(`${this.#world.issuerAppUrl}/?link=${encodeURIComponent(link)}`, 302)
  }

  #isAuthorised(request: Request): boolean {
    const expected = `Basic ${Buffer.from(`${this.#options.serverKey}:`).toString('base64')}`
    return request.headers.get('authorization') === expected
  }

  get #now(): number {
    return this.#world.clock.wallMs() + this.faults.clockSkewMs
  }
}

const acquirers = {
  gopay: {
    guid: 'COM.GO-JEK.WWW',
    numbering: '93600914',
    merchantId: 'G0000001',
    terminalId: 'A01',
    nationalId: 'ID1020000000002',
    city: 'JAKARTA',
    postalCode: '10110',
  },
  'airpay shopee': {
    guid: 'ID.CO.SHOPEE.WWW',
    numbering: '93600918',
    merchantId: 'S0000001',
    terminalId: 'A01',
    nationalId: 'ID1020000000003',
    city: 'JAKARTA',
    postalCode: '10110',
  },
} as const

const refundCodes: Readonly<
  Record<Extract<RefundRuling, { readonly kind: 'refused' }>['why'], readonly [string, string]>
> = {
  duplicate: ['406', 'Refund key has been used'],
  inconsistent: ['406', 'Refund key has been used'],
  notPaid: ['412', 'Merchant cannot modify the status of the transaction'],
  amount: ['414', 'Refund amount is more than what is left of the transaction'],
  partial: ['412', 'Partial refund is not supported'],
  notSupported: ['412', 'Refund is not supported by the issuer'],
  closedAtNight: ['412', 'Refund is not available at this time'],
  windowPassed: ['412', 'Refund period has passed'],
  funds: ['412', 'Insufficient payable balance'],
}

function statusOf({ state }: Bill): readonly [code: string, status: string] {
  switch (state) {
    case 'open':
      return ['201', 'pending']
    case 'paid':
      return ['200', 'settlement']
    case 'declined':
      return ['202', 'deny']
    case 'cancelled':
      return ['200', 'cancel']
    case 'expired':
      return ['407', 'expire']
  }
}

function refusedAs(statusCode: string, message: string): Answer {
  return { status_code: statusCode, status_message: message }
}

function said(statusCode: string, message: string, status = 200): Response {
  return Response.json(refusedAs(statusCode, message), { status })
}

function denied(): Response {
  return said('401', 'Transaction cannot be authorized with the current client/server key.', 401)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { createHash, type KeyObject } from 'node:crypto'
import type { Bill } from '../bill.ts'
import { FaultSwitches } from '../faults.ts'
import { jakartaCompact } from '../jakarta.ts'
import { type Notification, Notifier } from '../notifier.ts'
import { answerWithFaults, type Provider, type ProviderWorld } from '../provider.ts'
import { ProviderBook } from '../provider-book.ts'
import type { BillEvent, Desk } from '../rails.ts'
import { settlementFile } from '../settlement-file.ts'
import { type SnapCaller, snapNotification } from '../snap/caller.ts'
import { refusal, responseOf, type Service, type SnapAnswer, SnapDoor } from '../snap/door.ts'
import { QrService, qrMessageOf } from '../snap/qr-service.ts'
import { DokuCheckout } from './checkout.ts'

export interface DokuOptions {
  readonly clientId: string
  readonly secretKey: string
  readonly merchantKey: KeyObject
  readonly providerKey: KeyObject
  readonly merchantId: string
  readonly terminalId: string
  readonly qrisNotification: 'query' | 'token' | 'emptyToken'
}

const channelId = 'H2H'

/** Three attempts in all; how far apart is not published. */
const qrisRetriesMs = [60_000, 5 * 60_000]

/** DOKU: QRIS by SNAP, Checkout by its own signature. */
export class DokuProvider implements Provider, Desk {
  readonly name = 'doku'
  readonly book = new ProviderBook()
  readonly faults = new FaultSwitches()
  readonly notifier: Notifier
  readonly merchantName: string
  /** A refund is set off against the next settlement. */
  readonly refundsNeedFunds = false
  readonly refundTakesMs = 0
  readonly #options: DokuOptions
  readonly #world: ProviderWorld
  readonly #door: SnapDoor
  readonly #qr: QrService
  readonly #checkout: DokuCheckout

  constructor(options: DokuOptions, world: ProviderWorld) {
    const { clock, random, rails, fetch, url, merchantUrl } = world
    this.#options = options
    this.#world = world
    this.merchantName = world.merchantName
    this.notifier = new Notifier({ clock, faults: this.faults, fetch })
    const { clientId, secretKey, merchantKey, merchantId, terminalId } = options
    this.#door = new SnapDoor(
      { clientId, clientSecret: secretKey, merchantKey },
      { clock, random, faults: this.faults },
    )
    const now = () => this.#door.now
    const acquirer = {
      guid: 'ID.CO.DOKU.WWW',
      numbering: '93600899',
      merchantId,
      terminalId,
      nationalId: 'ID1020000000001',
      city: 'JAKARTA',
      postalCode: '10110',
      validity: { defaultMs: 3_600_000, longestMs: 24 * 3_600_000 },
    }
    this.#qr = new QrService(this, rails, acquirer, { now, random })
    this.#checkout = new DokuCheckout(this, rails, options, { now, random, url, merchantUrl })
  }

  async answer(request: Request): Promise<Response | undefined> {
    const text = await request.text()
    const { pathname } = new URL(request.url)
    const file = settlementFile(this.book, this.#world.clock, request)
    if (file !== undefined) return file
    if (request.method === 'POST' && pathname === '/authorization/v1/access-token/b2b')
      return responseOf(this.#door.issueToken(request.headers, text))
    if (request.method === 'GET' && pathname.startsWith('/checkout-link-v2/')) return this.#page(pathname)
    const work = this.#workFor(request, pathname, text)
    if (work === undefined) return Response.json({ error: { code: 'not_found' } }, { status: 404 })
    return answerWithFaults({ faults: this.faults, clock: this.#world.clock }, work.run, () =>
      work.service === undefined
        ? new Response('Gateway Timeout', { status: 504 })
        : responseOf(refusal(`504${work.service}00`, 'Timeout')),
    )
  }

  #workFor(
    request: Request,
    path: string,
    text: string,
  ): { readonly service: string | undefined; readonly run: () => Response } | undefined {
    if (request.method === 'POST' && path === '/checkout/v1/payment')
      return { service: undefined, run: () => this.#checkout.create(request, text) }
    const status = /^\/orders\/v1\/status\/([^/]+)$/.exec(path)?.[1]
    if (request.method === 'GET' && status !== undefined)
      return { service: undefined, run: () => this.#checkout.status(request, status) }
    const call = /^\/snap-adapter\/b2b\/v1\.0\/qr\/(qr-mpm-[a-z]+)$/.exec(path)?.[1]
    if (request.method !== 'POST' || call === undefined) return undefined
    const calls: Readonly<Record<string, readonly [string, (text: string) => SnapAnswer]>> = {
      'qr-mpm-generate': ['47', (body) => this.#qr.generate(body)],
      'qr-mpm-query': ['51', (body) => this.#qr.query(body)],
      'qr-mpm-cancel': ['77', (body) => this.#qr.cancel(body)],
      'qr-mpm-refund': ['78', (body) => this.#qr.refund(body)],
    }
    const found = calls[call]
    if (found === undefined) return undefined
    const service: Service = { code: found[0], channelId }
    return {
      service: service.code,
      run: () =>
        responseOf(this.#door.refusalOf({ path, headers: request.headers, text, service }) ?? found[1](text)),
    }
  }

  #page(path: string): Response {
    const bill = this.#world.rails.follow(`${this.#world.url}${path}`)
    if (bill === undefined) return new Response('This page has ended.', { status: 404 })
    return Response.redirect(`${this.#world.issuerAppUrl}/?link=${encodeURIComponent(bill.link ?? '')}`, 302)
  }

  onBill(bill: Bill, event: BillEvent): void {
    if (bill.channel === 'page' && ['paid', 'declined', 'expired'].includes(event.kind))
      this.notifier.send(this.#checkout.notificationOf(bill))
    if (bill.channel === 'qris' && event.kind === 'paid')
      this.notifier.send(
        this.#options.qrisNotification === 'query' ? this.#byQuery(bill) : this.#bySnap(bill),
      )
  }

  /** Everything in the query string; the check word is only DOKU's to compute. */
  #byQuery(bill: Bill): Notification {
    return {
      about: `QRIS ${bill.reference}`,
      make: async () => {
        const { payment } = bill
        if (payment === undefined) return undefined
        const parameters = new URLSearchParams({
          ACQUIRER: 'DOKU',
          CUSTOMERPAN: payment.customerPan,
          INVOICE: bill.reference,
          TRANSACTIONID: bill.providerRef,
          CONVENIENCEFEE: 'C00000000',
          TERMINALID: this.#options.terminalId,
          ORIGIN: 'INBOUND',
          AMOUNT: `${payment.amountIdr}.00`,
          TXNDATE: jakartaCompact(payment.paidAt),
          MERCHANTPAN: this.#options.merchantId,
          REFERENCEID: payment.retrievalReference,
          CUSTOMERNAME: 'PEMBAYAR SIMULASI',
          TXNSTATUS: 'S',
          ISSUERNAME: payment.issuer.name,
          ISSUERID: payment.issuer.numbering,
          WORDS: createHash('sha1')
            .update(`${bill.reference}${payment.amountIdr}${this.#options.secretKey}`)
            .digest('hex'),
        })
        return new Request(`${this.#world.merchantUrl()}/doku/qris?${parameters}`, { method: 'POST' })
      },
      isTaken: ({ status }) => status >= 200 && status < 300,
      retriesMs: () => qrisRetriesMs,
    }
  }

  #bySnap(bill: Bill): Notification {
    const base = `${this.#world.merchantUrl()}/doku/v1.0`
    const caller: SnapCaller = {
      clientId: this.#options.clientId,
      clientSecret: this.#options.secretKey,
      providerKey: this.#options.providerKey,
      tokenUrl: this.#options.qrisNotification === 'token' ? `${base}/access-token/b2b` : undefined,
      channelId,
      fetch: this.#world.fetch,
      now: () => this.#door.now,
      random: this.#world.random,
    }
    return {
      about: `QRIS ${bill.reference}`,
      make: (faults) =>
        snapNotification(caller, `${base}/qr/qr-mpm-notify`, qrMessageOf(bill, this.#options), faults),
      isTaken: ({ status, text }) => status === 200 && text.includes('"2005200"'),
      retriesMs: () => qrisRetriesMs,
    }
  }
}

import type { KeyObject } from 'node:crypto'
import type { Bill } from '../bill.ts'
import { FaultSwitches } from '../faults.ts'
import { Notifier } from '../notifier.ts'
import { answerWithFaults, type Provider, type ProviderWorld } from '../provider.ts'
import { ProviderBook } from '../provider-book.ts'
import type { BillEvent, Desk } from '../rails.ts'
import { settlementFile } from '../settlement-file.ts'
import { type SnapCaller, snapNotification } from '../snap/caller.ts'
import { refusal, responseOf, type SnapAnswer, SnapDoor } from '../snap/door.ts'
import { QrService, qrMessageOf } from '../snap/qr-service.ts'
import { AstraPayAccounts } from './accounts.ts'
import { AstraPayDebit, debitMessageOf } from './debit.ts'
import { AstraPayReservations } from './reservations.ts'

export interface AstraPayOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly merchantKey: KeyObject
  readonly providerKey: KeyObject
  readonly merchantId: string
  readonly terminalId: string
}

interface Call {
  readonly service: string
  readonly channelId: string
  readonly work: (text: string, headers: Headers) => SnapAnswer
}

/** After one, five and fifteen minutes: AstraPay publishes no schedule. */
const retriesMs = [60_000, 5 * 60_000, 15 * 60_000]

/** AstraPay: QRIS, payment in its app, linked accounts, reserve and capture. */
export class AstraPayProvider implements Provider, Desk {
  readonly name = 'astrapay'
  readonly book = new ProviderBook()
  readonly faults = new FaultSwitches()
  readonly notifier: Notifier
  readonly accounts: AstraPayAccounts
  readonly reservations: AstraPayReservations
  readonly merchantName: string
  readonly refundsNeedFunds = true
  readonly refundTakesMs = 0
  readonly #options: AstraPayOptions
  readonly #world: ProviderWorld
  readonly #door: SnapDoor
  readonly #calls: Readonly<Record<string, Call>>

  constructor(options: AstraPayOptions, world: ProviderWorld) {
    const { clock, random, rails, fetch, url } = world
    const { clientId, clientSecret, merchantKey, merchantId, terminalId } = options
    this.#options = options
    this.#world = world
    this.merchantName = world.merchantName
    this.notifier = new Notifier({ clock, faults: this.faults, fetch })
    this.#door = new SnapDoor({ clientId, clientSecret, merchantKey }, { clock, random, faults: this.faults })
    const now = () => this.#door.now
    const acquirer = {
      guid: 'ID.CO.ASTRAPAY.WWW',
      numbering: '93600822',
      merchantId,
      terminalId,
      nationalId: 'ID2100002400001',
      city: 'JAKARTA',
      postalCode: '10150',
      validity: { defaultMs: 4 * 3_600_000, longestMs: 24 * 3_600_000 },
    }
    const qr = new QrService(this, rails, acquirer, { now, random })
    const debit = new AstraPayDebit(this, rails, { merchantId, url, now, random })
    this.accounts = new AstraPayAccounts(this.#door, { merchantId, random, url })
    this.reservations = new AstraPayReservations(this, rails, { merchantId, clock, random })
    this.#calls = this.#callsOf(qr, debit, this.reservations)
  }

  /** The table of AstraPay's documentation: path, service, channel. */
  #callsOf(qr: QrService, debit: AstraPayDebit, auth: AstraPayReservations): Readonly<Record<string, Call>> {
    const account = '/snap-service/snap/v1.0/registration-account'
    const merchant = '/merchant-service/snap/v1.0'
    const ofCustomer =
      (service: string, work: (customerId: string, text: string) => SnapAnswer) =>
      (text: string, headers: Headers) => {
        const customerId = this.accounts.customerOf(headers)
        return customerId === undefined
          ? refusal(`401${service}02`, 'Invalid Token (B2B2C)')
          : work(customerId, text)
      }
    const call = (service: string, channelId: string, work: Call['work']) => ({ service, channelId, work })
    const customerCall = (
      service: string,
      channelId: string,
      work: (customerId: string, text: string) => SnapAnswer,
    ) => call(service, channelId, ofCustomer(service, work))
    return {
      '/qris-service/snap/v1.0/qr/qr-mpm-generate': call('47', '00447', (text) => qr.generate(text)),
      '/qris-service/snap/v1.0/qr/qr-mpm-query': call('51', '00551', (text) => qr.query(text)),
      '/snap/v1.0/qr/qr-mpm-refund': call('78', '01878', (text) => qr.refund(text)),
      [`${account}-binding`]: call('07', '01207', (text) => this.accounts.bind(text)),
      [`${account}-unbinding`]: customerCall('09', '01709', (customer) =>
        this.accounts.unbind(customer, auth.hasOpen(customer)),
      ),
      [`${merchant}/debit/payment-host-to-host`]: call('54', '00854', (text) => debit.pay(text)),
      [`${merchant}/debit/status`]: call('55', '00155', (text) => debit.status(text)),
      [`${merchant}/debit/refund`]: call('58', '00258', (text) => debit.refund(text)),
      [`${merchant}/auth/payment`]: customerCall('63', '01963', (by, text) => auth.reserve(by, text)),
      [`${merchant}/auth/query`]: customerCall('64', '02064', (by, text) => auth.query(by, text)),
      [`${merchant}/auth/capture`]: customerCall('65', '02165', (by, text) => auth.capture(by, text)),
      [`${merchant}/auth/capture-query`]: customerCall('66', '02266', (by, text) =>
        auth.captureQuery(by, text),
      ),
      [`${merchant}/auth/void`]: customerCall('67', '02367', (by, text) => auth.void(by, text)),
      [`${merchant}/auth/void-query`]: customerCall('68', '02468', (by, text) => auth.voidQuery(by, text)),
      [`${merchant}/auth/refund`]: customerCall('69', '02569', (by, text) => auth.refund(by, text)),
    }
  }

  async answer(request: Request): Promise<Response | undefined> {
    const text = await request.text()
    const { headers } = request
    const path = new URL(request.url).pathname
    const file = settlementFile(this.book, this.#world.clock, request)
    if (file !== undefined) return file
    if (request.method === 'GET' && /^\/(pay|bind)\//.test(path)) return this.#page(path)
    if (request.method === 'POST' && path === '/snap-service/snap/v1.0/access-token/b2b')
      return responseOf(this.#door.issueToken(headers, text))
    if (request.method === 'POST' && path === '/snap-service/snap/v1.0/access-token/b2b2c')
      return responseOf(this.accounts.token(headers, text))
    const call = request.method === 'POST' ? this.#calls[path] : undefined
    if (call === undefined) return Response.json({ message: 'Not found' }, { status: 404 })
    const service = { code: call.service, channelId: call.channelId }
    return answerWithFaults(
      { faults: this.faults, clock: this.#world.clock },
      () => responseOf(this.#door.refusalOf({ path, headers, text, service }) ?? call.work(text, headers)),
      () => responseOf(refusal(`504${call.service}00`, 'Timeout')),
    )
  }

  /** Every bearer token is refused from now on, as after a restart. */
  forgetTokens(): void {
    this.#door.forgetTokens()
  }

  #page(path: string): Response {
    const link = `${this.#world.url}${path}`
    if (this.#world.rails.follow(link) === undefined && !this.accounts.isBinding(link))
      return new Response('This page has ended.', { status: 404 })
    return Response.redirect(`${this.#world.issuerAppUrl}/?link=${encodeURIComponent(link)}`, 302)
  }

  onBill(bill: Bill, event: BillEvent): void {
    const isTold = event.kind === 'paid' || (bill.channel === 'wallet' && event.kind === 'declined')
    if (!isTold) return
    const [path, channelId, service] =
      bill.channel === 'qris' ? ['qr/qr-mpm-notify', '00752', '52'] : ['debit/notify', '00656', '56']
    const base = `${this.#world.merchantUrl()}/astrapay/v1.0`
    const caller: SnapCaller = {
      clientId: this.#options.clientId,
      clientSecret: this.#options.clientSecret,
      providerKey: this.#options.providerKey,
      tokenUrl: `${base}/access-token/b2b`,
      channelId,
      fetch: this.#world.fetch,
      now: () => this.#door.now,
      random: this.#world.random,
    }
    const message = bill.channel === 'qris' ? qrMessageOf(bill, this.#options) : debitMessageOf(bill)
    this.notifier.send({
      about: `${bill.channel} ${bill.reference} ${bill.state}`,
      make: (faults) => snapNotification(caller, `${base}/${path}`, message, faults),
      isTaken: ({ status, text }) => status === 200 && text.includes(`"200${service}00"`),
      retriesMs: () => retriesMs,
    })
  }
}

import { composePaymentGateways } from '@colok/cloud/gateways'
import { idr } from '@colok/shared/money'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { generatePaymentKeys, type PaymentKeys } from './keys.ts'
import { createPaymentProviders, type PaymentProviders } from './providers.ts'

export type Gateway = ReturnType<typeof composePaymentGateways>[number]
export type Inbound = Awaited<ReturnType<Gateway['verify']>>
type NewPayment = Parameters<Gateway['create']>[0]
type PaymentKey = Parameters<Gateway['status']>[0]

const merchantOrigin = 'http://merchant.test'

// Making keys costs a second of processor time; every shop of a test file can have the same.
let keys: PaymentKeys | undefined

/**
 * A merchant with the central system's own gateways, in one process with the providers, on a clock that stands still
 * until it is told to run: everything that the contract says can be tried on it.
 */
export class Shop {
  /** 10.00 in Jakarta. */
  readonly clock = new VirtualClock({ wallMs: Date.UTC(2026, 10, 23, 3) })
  readonly providers: PaymentProviders
  readonly gateways: Readonly<Record<Gateway['name'], Gateway>>
  /** What became of each request that arrived, in order; tokens left out. */
  readonly inbound: Inbound[] = []
  /** Calls of the gateways to each path. */
  readonly calls: string[] = []
  /** What it answers to a notification that is good. */
  answers: 'acknowledge' | 'failed' | 'nothing' = 'acknowledge'
  #lastReference = 0

  constructor(options: { readonly dokuNotification?: 'query' | 'token' | 'emptyToken' } = {}) {
    keys ??= generatePaymentKeys()
    const random = seededRandom(1)
    this.providers = createPaymentProviders({
      clock: this.clock,
      random,
      keys,
      urls: {
        doku: 'http://doku.test',
        astrapay: 'http://astrapay.test',
        midtrans: 'http://midtrans.test',
        issuerApp: 'http://apps.test',
      },
      merchantUrl: () => `${merchantOrigin}/gateways`,
      fetch: (input, init) => this.receive(new Request(input, init)),
      ...options,
    })
    const [doku, astrapay, midtrans] = this.compose()
    if (doku === undefined || astrapay === undefined || midtrans === undefined)
      throw new Error('a gateway is missing')
    this.gateways = { doku, astrapay, midtrans }
  }

  /** Gateways with changed settings, beside those that the shop has. */
  compose(change: (accounts: PaymentProviders['accounts']) => PaymentProviders['accounts'] = (as) => as) {
    return composePaymentGateways(change(this.providers.accounts), {
      fetch: (input, init) => {
        this.calls.push(new URL(new Request(input, init).url).pathname)
        return this.providers.fetch(input, init)
      },
      clock: this.clock,
      random: seededRandom(2),
      publicUrl: merchantOrigin,
      secret: 's'.repeat(32),
    })
  }

  /** As the web server hands over what arrives. */
  async receive(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    const name = /^\/gateways\/([a-z]+)\//.exec(pathname)?.[1]
    const gateway = Object.values(this.gateways).find((candidate) => candidate.name === name)
    if (gateway === undefined) return new Response(null, { status: 404 })
    const inbound = await gateway.verify({
      method: request.method,
      target: `${pathname}${search}`,
      headers: request.headers,
      body: new Uint8Array(await request.arrayBuffer()),
    })
    if (inbound.kind !== 'tokenIssued') this.inbound.push(inbound)
    if (inbound.kind === 'payment' && this.answers === 'nothing') return new Promise(() => {})
    const reply =
      inbound.kind !== 'payment'
        ? inbound.reply
        : this.answers === 'failed'
          ? inbound.failed
          : inbound.acknowledge
    return new Response(reply.body, { status: reply.status, headers: reply.headers })
  }

  /** A payment of Rp 20,000 that is open for ten minutes. */
  newPayment(change: Partial<NewPayment> = {}): NewPayment {
    this.#lastReference += 1
    return {
      reference: `PAY-${String(this.#lastReference).padStart(6, '0')}`,
      method: 'qris',
      amountIdr: idr(20_000),
      expiresAt: this.clock.wallMs() + 10 * 60_000,
      description: 'Isi daya CLK-0001 soket 1',
      returnUrl: `${merchantOrigin}/c/CLK-0001`,
      ...change,
    }
  }

  /** Lets time pass until the promise is settled; 5 minutes are enough for every deadline. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false
    const settle = () => {
      isSettled = true
    }
    promise.then(settle, settle)
    for (let second = 0; second < 300; second++) {
      await this.quiet()
      if (isSettled) return promise
      await this.clock.advance(1000)
    }
    throw new Error('nothing came of it in five minutes')
  }

  /** Lets everything that needs no time happen. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await this.clock.advance(0)
  }

  /** The notifications that were let in. */
  get payments() {
    return this.inbound.filter((inbound) => inbound.kind === 'payment')
  }

  get refusals() {
    return this.inbound.filter((inbound) => inbound.kind === 'refused')
  }
}

export function keyOf(payment: NewPayment, providerRef?: string): PaymentKey {
  const { reference, method, amountIdr } = payment
  return { reference, method, amountIdr, providerRef }
}

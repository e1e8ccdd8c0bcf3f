import { composePaymentGateways } from '@colok/cloud/gateways'
import type { Clock } from '@colok/shared/time'
import { generatePaymentKeys, type PaymentKeys } from '../payment-gateways/keys.ts'
import { createPaymentProviders, type PaymentProviders } from '../payment-gateways/providers.ts'
import type { Chronicle } from './chronicle.ts'
import { Dice } from './dice.ts'

type Gateways = ReturnType<typeof composePaymentGateways>
type GatewayWorld = Parameters<typeof composePaymentGateways>[1]

export const providerNames = ['doku', 'astrapay', 'midtrans'] as const
export type ProviderName = (typeof providerNames)[number]

/** Nobody in this world runs out of money. */
const purseIdr = 1_000_000_000

// Making keys costs a second of processor time, and nothing of a story depends on them.
let keys: PaymentKeys | undefined

/** The payment providers and the payers' apps: outside of the central system, which may be killed meanwhile. */
export class PaymentHost {
  readonly providers: PaymentProviders
  /** Providers that cannot be reached. */
  readonly down = new Set<ProviderName>()
  readonly #clock: Clock
  readonly #dice: Dice
  readonly #first: number

  /** `deliver` reaches the central system of now, and rejects where there is none. */
  constructor(parts: {
    readonly seed: number
    readonly clock: Clock
    readonly chronicle: Chronicle
    readonly deliver: (request: Request) => Promise<Response>
  }) {
    const { seed, clock, chronicle } = parts
    this.#clock = clock
    this.#dice = new Dice(seed, 'payment lines')
    this.#first = new Dice(seed, 'payment order').between(0, providerNames.length - 1)
    keys ??= generatePaymentKeys()
    this.providers = createPaymentProviders({
      clock,
      random: new Dice(seed, 'payment providers').random,
      keys,
      urls: {
        doku: 'http://doku.world',
        astrapay: 'http://astrapay.world',
        midtrans: 'http://midtrans.world',
        issuerApp: 'http://apps.world',
      },
      merchantUrl: () => 'http://csms.world/gateways',
      fetch: async (input, init) => {
        const request = new Request(input, init)
        await this.#travel()
        const { pathname } = new URL(request.url)
        const response = await parts.deliver(request)
        chronicle.note('payments', `notification ${pathname} was answered ${response.status}`)
        await this.#travel()
        return response
      },
    })
    for (const { issuer } of this.providers.rails.purses.all())
      this.providers.rails.purses.of(issuer.id).balanceIdr = purseIdr
  }

  /** Takes the central system's requests to providers. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    await this.#travel()
    const name = providerNames.find((each) => new URL(request.url).hostname === `${each}.world`)
    if (name !== undefined && this.down.has(name)) throw new TypeError('fetch failed')
    const response = await this.providers.fetch(request)
    await this.#travel()
    return response
  }

  /** The central system's own gateways, another one first in each third seed. */
  compose(world: GatewayWorld): Gateways {
    const gateways = composePaymentGateways(this.providers.accounts, world)
    return [...gateways.slice(this.#first), ...gateways.slice(0, this.#first)]
  }

  /** What payers have parted with, and have not had back. */
  get paidIdr(): number {
    const { purses } = this.providers.rails
    return purses.all().length * purseIdr - purses.totalIdr
  }

  /** What providers have taken, refunds not taken off. */
  get receivedIdr(): number {
    return providerNames.reduce((sum, name) => sum + this.providers[name].book.balance.receivedIdr, 0)
  }

  /** What a provider has given back more than it was asked to. */
  twiceIdr(name: ProviderName): number {
    const { rails } = this.providers
    const once = rails
      .bills()
      .filter(({ provider }) => provider === name)
      .flatMap(({ refunds }) => refunds)
      .filter(({ state }) => state === 'done')
      .reduce((sum, { amountIdr }) => sum + amountIdr, 0)
    return this.providers[name].book.balance.refundedIdr - once
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(this.#dice.between(10, 400), resolve))
  }
}

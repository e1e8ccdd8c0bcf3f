import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { Clock, Random } from '@colok/shared/time'
import { AstraPayProvider } from './astrapay/astrapay.ts'
import { DokuProvider } from './doku/doku.ts'
import type { PaymentKeys } from './keys.ts'
import { MidtransProvider } from './midtrans/midtrans.ts'
import type { Provider, ProviderWorld } from './provider.ts'
import { Rails } from './rails.ts'

export interface PaymentProvidersOptions {
  readonly clock: Clock
  readonly random: Random
  readonly keys: PaymentKeys
  /** Where each one is: `http://127.0.0.1:8090`, without a slash at its end. */
  readonly urls: {
    readonly doku: string
    readonly astrapay: string
    readonly midtrans: string
    readonly issuerApp: string
  }
  /** Where the merchant hears of payments, asked for each time: `http://127.0.0.1:8080/gateways`. */
  readonly merchantUrl: () => string
  readonly merchantName?: string
  /** How DOKU tells of a paid QRIS. */
  readonly dokuNotification?: 'query' | 'token' | 'emptyToken'
  /** Reaches the merchant. */
  readonly fetch: typeof fetch
}

/** Three providers, the payers' apps between them, and what a merchant needs to be their customer. */
export interface PaymentProviders {
  readonly rails: Rails
  readonly doku: DokuProvider
  readonly astrapay: AstraPayProvider
  readonly midtrans: MidtransProvider
  /** The merchant's accounts, as the central system's settings take them. */
  readonly accounts: ReturnType<typeof accountsOf>
  /**
   * For a merchant in this process: answers at the providers' addresses, and rejects like a connection that breaks.
   * Every other address is refused.
   */
  readonly fetch: typeof fetch
  /** No notification is sent any more, and no bill expires. */
  stop(): void
}

const dokuClientId = 'BRN-0001-SIMULATOR'
const dokuSecretKey = 'SK-simulator-doku'
const astrapayClientId = 'astrapay-simulator'
const astrapayClientSecret = 'secret-simulator-astrapay'
const midtransServerKey = 'SB-Mid-server-simulator'
const dokuMerchantId = '1802100000'
const astrapayMerchantId = '210000240'
const terminalId = 'A01'

/** Puts the providers together out of what is handed in; nothing is listened on. */
export function createPaymentProviders(options: PaymentProvidersOptions): PaymentProviders {
  const { clock, random, keys, urls, merchantUrl } = options
  const rails = new Rails(clock, random)
  const worldAt = (url: string): ProviderWorld => ({
    clock,
    random,
    rails,
    fetch: options.fetch,
    merchantUrl,
    merchantName: options.merchantName ?? 'COLOK SPKLU RODA DUA',
    url,
    issuerAppUrl: urls.issuerApp,
  })
  const merchantKey = createPublicKey(keys.merchant.publicPem)
  const doku = new DokuProvider(
    {
      clientId: dokuClientId,
      secretKey: dokuSecretKey,
      merchantKey,
      providerKey: createPrivateKey(keys.doku.privatePem),
      merchantId: dokuMerchantId,
      terminalId,
      qrisNotification: options.dokuNotification ?? 'query',
    },
    worldAt(urls.doku),
  )
  const astrapay = new AstraPayProvider(
    {
      clientId: astrapayClientId,
      clientSecret: astrapayClientSecret,
      merchantKey,
      providerKey: createPrivateKey(keys.astrapay.privatePem),
      merchantId: astrapayMerchantId,
      terminalId,
    },
    worldAt(urls.astrapay),
  )
  const midtrans = new MidtransProvider(
    { serverKey: midtransServerKey, merchantId: 'G0000001' },
    worldAt(urls.midtrans),
  )
  const byOrigin = new Map<string, Provider>([
    [new URL(urls.doku).origin, doku],
    [new URL(urls.astrapay).origin, astrapay],
    [new URL(urls.midtrans).origin, midtrans],
  ])
  return {
    rails,
    doku,
    astrapay,
    midtrans,
    accounts: accountsOf(options),
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const provider = byOrigin.get(new URL(request.url).origin)
      const response = await provider?.answer(request)
      if (response === undefined)
        throw new TypeError('fetch failed', { cause: new Error('other side closed') })
      return response
    },
    stop() {
      rails.stop()
      for (const provider of byOrigin.values()) provider.notifier.stop()
    },
  }
}

function accountsOf({ keys, urls, dokuNotification }: PaymentProvidersOptions) {
  return {
    doku: {
      baseUrl: urls.doku,
      clientId: dokuClientId,
      secretKey: dokuSecretKey,
      privateKeyPem: keys.merchant.privatePem,
      providerKeyPem: keys.doku.publicPem,
      merchantId: dokuMerchantId,
      terminalId,
      qrisNotification: dokuNotification ?? 'query',
    },
    astrapay: {
      baseUrl: urls.astrapay,
      clientId: astrapayClientId,
      clientSecret: astrapayClientSecret,
      privateKeyPem: keys.merchant.privatePem,
      providerKeyPem: keys.astrapay.publicPem,
      merchantId: astrapayMerchantId,
      terminalId,
    },
    midtrans: { baseUrl: urls.midtrans, serverKey: midtransServerKey },
  }
}

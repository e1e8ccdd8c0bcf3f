import { z } from 'zod'

const Text = z.string().min(1)
const BaseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
const Pem = z.string().includes('-----BEGIN ')

/**
 * The heads of the columns in a provider's settlement file. What each provider writes there is not published: set it
 * from the first file that is downloaded.
 */
export const SettlementColumns = z.object({
  kind: Text.default('type'),
  reference: Text.default('reference'),
  providerRef: Text.default('provider_reference'),
  gross: Text.default('gross_amount'),
  fee: Text.default('fee'),
  net: Text.default('net_amount'),
  settledAt: Text.default('settled_at'),
})

const DokuSettings = z
  .object({
    baseUrl: BaseUrl.default('https://api.doku.com'),
    clientId: Text,
    /** Signs Checkout and SNAP alike. */
    secretKey: Text,
    privateKeyPem: Pem.describe('Ours, PKCS #8; its public half is registered at DOKU.'),
    /** DOKU's public key: it asks us for tokens with it where `qrisNotification` is "token". */
    providerKeyPem: Pem.optional(),
    merchantId: Text,
    terminalId: Text,
    postalCode: z.stringFormat('postal code', /^\d{5}$/).default('10110'),
    /**
     * How DOKU tells of a paid QRIS: `query` by parameters whose check word nobody but DOKU can compute, so that each
     * is confirmed by a query; the others by SNAP.
     */
    qrisNotification: z.enum(['query', 'token', 'emptyToken']).default('query'),
    /** Which parameter of the `query` notification carries our reference: to be asked at onboarding. */
    qrisReferenceParameter: z.enum(['INVOICE', 'TRANSACTIONID']).default('INVOICE'),
    settlementColumns: SettlementColumns.prefault({}),
  })
  .refine(
    ({ qrisNotification, providerKeyPem }) => qrisNotification !== 'token' || providerKeyPem !== undefined,
    { path: ['providerKeyPem'], message: 'is needed where qrisNotification is "token"' },
  )

const AstraPaySettings = z.object({
  /** Production's is given after acceptance. */
  baseUrl: BaseUrl.default('https://sandbox.astrapay.com'),
  clientId: Text,
  clientSecret: Text,
  privateKeyPem: Pem,
  providerKeyPem: Pem.describe('AstraPay’s public key: it asks us for tokens with it.'),
  merchantId: Text,
  terminalId: Text,
  /** AstraPay's table and its sample differ; acceptance tells. */
  qrisRefundPath: Text.default('/snap/v1.0/qr/qr-mpm-refund'),
  settlementColumns: SettlementColumns.prefault({}),
})

const MidtransSettings = z.object({
  baseUrl: BaseUrl.default('https://api.midtrans.com'),
  serverKey: Text,
  /** Whose QRIS it is; refunds follow the rules of this one. */
  qrisAcquirer: z.enum(['gopay', 'airpay shopee']).default('gopay'),
  settlementColumns: SettlementColumns.prefault({}),
})

/** The accounts at payment providers; those that are left out are not used. */
export const PaymentGatewaySettings = z.object({
  doku: DokuSettings.optional(),
  astrapay: AstraPaySettings.optional(),
  midtrans: MidtransSettings.optional(),
})

export type SettlementColumns = z.infer<typeof SettlementColumns>
export type DokuAccount = z.infer<typeof DokuSettings>
export type AstraPayAccount = z.infer<typeof AstraPaySettings>
export type MidtransAccount = z.infer<typeof MidtransSettings>

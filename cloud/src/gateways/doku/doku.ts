import type {
  CancelResult,
  CreateResult,
  GatewayCapabilities,
  Inbound,
  InboundRequest,
  NewPayment,
  NewRefund,
  PaymentGateway,
  PaymentKey,
  RefundResult,
  SettlementReport,
  StatusResult,
} from '../contract.ts'
import { problemOfAmount, problemOfPayment, problemOfReference } from '../new-payment.ts'
import type { GatewayRuntime, InboundWorld } from '../runtime.ts'
import type { DokuAccount } from '../settings.ts'
import { readSettlementCsv } from '../settlement-csv.ts'
import { SnapClient } from '../snap/client.ts'
import { refused, SnapInbound } from '../snap/inbound.ts'
import { rsaPrivateKey, rsaPublicKey } from '../snap/keys.ts'
import { readSnapNotification } from '../snap/notification.ts'
import { SnapQr } from '../snap/qr.ts'
import { DokuCheckout } from './checkout.ts'
import { readCheckoutNotification, readQrisNotification } from './notifications.ts'

/** developers.doku.com. Refunds of QRIS: the issuers' windows end after 45 days at the latest. */
const capabilities: GatewayCapabilities = {
  methods: ['qris', 'page'],
  expiry: { shortestMs: 60_000, longestMs: 24 * 3_600_000 },
  refundWindowMs: 45 * 86_400_000,
  // Checkout has no refund of its own: it is the chosen channel's, or the back office's.
  noRefundFor: ['page'],
  statusAfterMs: 60_000,
  // No bound is published; two weeks are what an issuer may take for a refund that it has accepted.
  refundRepeatableMs: 14 * 86_400_000,
  // QRIS is settled on the first or second banking day.
  settledWithinMs: 5 * 86_400_000,
}

const qrPath = '/snap-adapter/b2b/v1.0/qr'
/** DOKU takes one channel for all that a server sends. */
const channelId = 'H2H'

/** DOKU: QRIS by SNAP, and its own Checkout page. */
export class Doku implements PaymentGateway {
  readonly name = 'doku'
  readonly capabilities = capabilities
  readonly reservations = undefined
  readonly #runtime: GatewayRuntime
  readonly #account: DokuAccount
  readonly #qr: SnapQr
  readonly #checkout: DokuCheckout
  readonly #inbound: SnapInbound | undefined

  constructor(runtime: GatewayRuntime, account: DokuAccount, inbound: InboundWorld) {
    const { baseUrl, clientId, secretKey, merchantId, terminalId, postalCode, qrisNotification } = account
    this.#runtime = runtime
    this.#account = account
    const client = new SnapClient(runtime, {
      baseUrl,
      tokenPath: '/authorization/v1/access-token/b2b',
      clientId,
      clientSecret: secretKey,
      privateKey: rsaPrivateKey(account.privateKeyPem, 'doku.privateKeyPem'),
    })
    this.#qr = new SnapQr(client, runtime.clock, {
      merchantId,
      terminalId,
      generate: { path: `${qrPath}/qr-mpm-generate`, channelId },
      query: { path: `${qrPath}/qr-mpm-query`, channelId },
      refund: { path: `${qrPath}/qr-mpm-refund`, channelId },
      cancel: { path: `${qrPath}/qr-mpm-cancel`, channelId },
      additionalInfo: { postalCode, feeType: '1' },
    })
    this.#checkout = new DokuCheckout(runtime, account, `${inbound.inboundUrl}/checkout`)
    this.#inbound =
      qrisNotification === 'query'
        ? undefined
        : new SnapInbound(
            {
              gateway: 'doku',
              scheme: qrisNotification,
              clientId,
              clientSecret: secretKey,
              providerKey:
                account.providerKeyPem === undefined
                  ? undefined
                  : rsaPublicKey(account.providerKeyPem, 'doku.providerKeyPem'),
              tokenKey: inbound.tokenKey,
            },
            { clock: runtime.clock, random: runtime.random, externalIds: inbound.externalIds },
          )
  }

  async create(payment: NewPayment): Promise<CreateResult> {
    const problem = problemOfPayment(payment, capabilities, this.#runtime.clock.wallMs())
    if (problem !== undefined) return problem
    return payment.method === 'page' ? this.#checkout.create(payment) : this.#qr.create(payment)
  }

  async status(payment: PaymentKey): Promise<StatusResult> {
    return payment.method === 'page' ? this.#checkout.status(payment) : this.#qr.status(payment)
  }

  async cancel(payment: PaymentKey): Promise<CancelResult> {
    if (payment.method !== 'page') return this.#qr.cancel(payment)
    return { kind: 'declined', code: 'noCancel', message: 'A Checkout page ends by itself.' }
  }

  async refund(refund: NewRefund): Promise<RefundResult> {
    const problem = problemOfReference(refund.refundReference) ?? problemOfAmount(refund.amountIdr)
    if (problem !== undefined) return problem
    if (refund.payment.method !== 'page') return this.#qr.refund(refund)
    return {
      kind: 'refused',
      reason: 'notSupported',
      code: 'noRefund',
      message: 'Checkout has no refund by its API.',
    }
  }

  async verify(request: InboundRequest): Promise<Inbound> {
    const path = request.target.split('?')[0] ?? ''
    if (request.method === 'POST') {
      if (path.endsWith('/doku/checkout'))
        return readCheckoutNotification(request, this.#account, this.#runtime.clock)
      if (this.#inbound === undefined && path.endsWith('/doku/qris'))
        return readQrisNotification(request, this.#account)
      if (path.endsWith('/v1.0/access-token/b2b') && this.#inbound !== undefined)
        return this.#inbound.issueToken(request)
      if (path.endsWith('/v1.0/qr/qr-mpm-notify') && this.#inbound !== undefined)
        return readSnapNotification(await this.#inbound.open(request, '52'), '52')
    }
    return refused('unknownAddress', '4040000', `DOKU has no business at ${request.method} ${path}.`)
  }

  readSettlementReport(text: string): SettlementReport {
    return readSettlementCsv(text, this.#account.settlementColumns)
  }
}

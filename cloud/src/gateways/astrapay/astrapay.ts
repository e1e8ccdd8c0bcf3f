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
import type { AstraPayAccount } from '../settings.ts'
import { readSettlementCsv } from '../settlement-csv.ts'
import { SnapClient } from '../snap/client.ts'
import { refused, SnapInbound } from '../snap/inbound.ts'
import { rsaPrivateKey, rsaPublicKey } from '../snap/keys.ts'
import { readSnapNotification } from '../snap/notification.ts'
import { SnapQr } from '../snap/qr.ts'
import { AstraPayDebit } from './debit.ts'
import { AstraPayReservations } from './reservations.ts'

/** astrapay.com/docs/api: refunds for three months; a wallet payment is open for 3 to 15 minutes. */
const capabilities: GatewayCapabilities = {
  methods: ['qris', 'wallet'],
  expiry: { shortestMs: 3 * 60_000, longestMs: 15 * 60_000 },
  refundWindowMs: 90 * 86_400_000,
  noRefundFor: [],
  statusAfterMs: 0,
  // No bound is published; two weeks are what an issuer may take for a refund that it has accepted.
  refundRepeatableMs: 14 * 86_400_000,
  settledWithinMs: 5 * 86_400_000,
}

const qrPath = '/qris-service/snap/v1.0/qr'
const tokenPath = '/snap-service/snap/v1.0/access-token'

/** AstraPay: QRIS, payment in its app by a link, and linked accounts that are reserved from. */
export class AstraPay implements PaymentGateway {
  readonly name = 'astrapay'
  readonly capabilities = capabilities
  readonly reservations: AstraPayReservations
  readonly #runtime: GatewayRuntime
  readonly #account: AstraPayAccount
  readonly #qr: SnapQr
  readonly #debit: AstraPayDebit
  readonly #inbound: SnapInbound

  constructor(runtime: GatewayRuntime, account: AstraPayAccount, inbound: InboundWorld) {
    const { baseUrl, clientId, clientSecret, merchantId, terminalId } = account
    this.#runtime = runtime
    this.#account = account
    const privateKey = rsaPrivateKey(account.privateKeyPem, 'astrapay.privateKeyPem')
    const client = new SnapClient(runtime, {
      baseUrl,
      tokenPath: `${tokenPath}/b2b`,
      clientId,
      clientSecret,
      privateKey,
    })
    this.#qr = new SnapQr(client, runtime.clock, {
      merchantId,
      terminalId,
      generate: { path: `${qrPath}/qr-mpm-generate`, channelId: '00447' },
      query: { path: `${qrPath}/qr-mpm-query`, channelId: '00551' },
      refund: { path: account.qrisRefundPath, channelId: '01878' },
      cancel: undefined,
      additionalInfo: { tip: '0.00' },
    })
    this.#debit = new AstraPayDebit(client, runtime, merchantId)
    this.reservations = new AstraPayReservations(client, runtime, {
      merchantId,
      customerTokens: { url: `${baseUrl}${tokenPath}/b2b2c`, clientId, privateKey },
    })
    this.#inbound = new SnapInbound(
      {
        gateway: 'astrapay',
        scheme: 'token',
        clientId,
        clientSecret,
        providerKey: rsaPublicKey(account.providerKeyPem, 'astrapay.providerKeyPem'),
        tokenKey: inbound.tokenKey,
      },
      { clock: runtime.clock, random: runtime.random, externalIds: inbound.externalIds },
    )
  }

  async create(payment: NewPayment): Promise<CreateResult> {
    const problem = problemOfPayment(payment, capabilities, this.#runtime.clock.wallMs())
    if (problem !== undefined) return problem
    return payment.method === 'wallet' ? this.#debit.create(payment) : this.#qr.create(payment)
  }

  async status(payment: PaymentKey): Promise<StatusResult> {
    return payment.method === 'wallet' ? this.#debit.status(payment) : this.#qr.status(payment)
  }

  async cancel(payment: PaymentKey): Promise<CancelResult> {
    if (payment.method !== 'wallet') return this.#qr.cancel(payment)
    return { kind: 'declined', code: 'noCancel', message: 'AstraPay’s link ends by itself.' }
  }

  async refund(refund: NewRefund): Promise<RefundResult> {
    const problem = problemOfReference(refund.refundReference) ?? problemOfAmount(refund.amountIdr)
    if (problem !== undefined) return problem
    return refund.payment.method === 'wallet' ? this.#debit.refund(refund) : this.#qr.refund(refund)
  }

  async verify(request: InboundRequest): Promise<Inbound> {
    const path = request.target.split('?')[0] ?? ''
    if (request.method === 'POST') {
      if (path.endsWith('/v1.0/access-token/b2b')) return this.#inbound.issueToken(request)
      if (path.endsWith('/v1.0/qr/qr-mpm-notify'))
        return readSnapNotification(await this.#inbound.open(request, '52'), '52')
      if (path.endsWith('/v1.0/debit/notify'))
        return readSnapNotification(await this.#inbound.open(request, '56'), '56')
    }
    return refused('unknownAddress', '4040000', `AstraPay has no business at ${request.method} ${path}.`)
  }

  readSettlementReport(text: string): SettlementReport {
    return readSettlementCsv(text, this.#account.settlementColumns)
  }
}

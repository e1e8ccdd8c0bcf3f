import type { Idr } from '@colok/shared/money'
import type { Instant } from '@colok/shared/time'

/**
 * What the business asks of a payment provider. Nothing here throws for what a provider answers or fails to answer:
 * each outcome is a value, and `unknown` means that money may have moved, so the caller asks for the status before it
 * does anything else. Every call ends by a deadline of its own.
 */
export interface PaymentGateway {
  readonly name: GatewayName
  readonly capabilities: GatewayCapabilities
  /** Asks for money. The same `reference` is accepted once by a provider; a new attempt takes a new reference. */
  create(payment: NewPayment): Promise<CreateResult>
  /** What the provider's own books say: the word that counts when a notification and we disagree. */
  status(payment: PaymentKey): Promise<StatusResult>
  /** Ends a payment that nobody has paid, so that it cannot be paid late. */
  cancel(payment: PaymentKey): Promise<CancelResult>
  /** Safe to repeat with the same `refundReference`, amount and payment: it is carried out at most once. */
  refund(refund: NewRefund): Promise<RefundResult>
  /** Reserve first, capture what was used; undefined where this provider cannot, or we have no contract for it. */
  readonly reservations: Reservations | undefined
  /** Whatever the provider sends to one of our addresses. Never rejects. */
  verify(request: InboundRequest): Promise<Inbound>
  /** The provider's settlement file, as downloaded. */
  readSettlementReport(text: string): SettlementReport
}

export type GatewayName = 'doku' | 'astrapay' | 'midtrans'

/**
 * `qris`: a dynamic QR that every bank's and wallet's app can pay. `wallet`: this provider's own wallet, by a link
 * into its app. `page`: a page of the provider where the payer chooses how to pay.
 */
type PaymentMethod = 'qris' | 'wallet' | 'page'

export interface GatewayCapabilities {
  readonly methods: readonly PaymentMethod[]
  /** How long a payment may stay open; `create` answers `invalid` outside of it. */
  readonly expiry: { readonly shortestMs: number; readonly longestMs: number }
  /** No refund is tried later than this after the payment; an issuer may refuse earlier. */
  readonly refundWindowMs: number
  /** Methods that the provider's API cannot refund at all: straight to the caller's next way of giving back. */
  readonly noRefundFor: readonly PaymentMethod[]
  /** Wait so long after the payment before asking for its status. */
  readonly statusAfterMs: number
  /** So long after its first try a refund may be asked for again by its reference: later it might count as another. */
  readonly refundRepeatableMs: number
  /** A payment is in a settlement file by then, holidays included. */
  readonly settledWithinMs: number
}

/** Names one of our payments at its provider. */
export interface PaymentKey {
  /** Ours, 1 to 30 letters, digits and hyphens, unique for ever at this provider. */
  readonly reference: string
  readonly method: PaymentMethod
  readonly amountIdr: Idr
  /** The provider's, as `create` returned it; undefined when its answer was lost. */
  readonly providerRef: string | undefined
}

export interface NewPayment {
  readonly reference: string
  readonly method: PaymentMethod
  readonly amountIdr: Idr
  readonly expiresAt: Instant
  /** Shown to the payer, at most 60 characters: `Isi daya CLK-0001 soket 1`. */
  readonly description: string
  /** Where a page or a wallet sends the payer back to. */
  readonly returnUrl: string
}

export type CreateResult =
  | {
      readonly kind: 'created'
      readonly providerRef: string
      readonly expiresAt: Instant
      readonly toPay: ToPay
    }
  | GatewayFailure

/** What the payer is shown. A `qrContent` has passed its checksum and carries the amount that was asked for. */
export type ToPay =
  | { readonly kind: 'qris'; readonly qrContent: string }
  | { readonly kind: 'wallet'; readonly appUrl: string | undefined; readonly pageUrl: string | undefined }
  | { readonly kind: 'page'; readonly pageUrl: string }

/** `paid` stays `paid` until the whole of it has gone back; `reserved` money is the customer's until it is captured. */
export type PaymentStatus =
  | 'pending'
  | 'reserved'
  | 'paid'
  | 'partlyRefunded'
  | 'refunded'
  | 'cancelled'
  | 'expired'
  | 'failed'

interface ProviderPayment {
  readonly status: PaymentStatus
  readonly reference: string
  readonly providerRef: string | undefined
  /** What the provider says was paid, or asked for: compare it with ours. */
  readonly amountIdr: Idr
  readonly paidAt: Instant | undefined
  /** The payer's bank or wallet, and the reference number that stands in the payer's app. */
  readonly issuer: string | undefined
  readonly retrievalReference: string | undefined
}

export type StatusResult =
  | { readonly kind: 'found'; readonly payment: ProviderPayment }
  /** The provider has never heard of it: nobody can pay it, and nobody has. */
  | { readonly kind: 'notFound' }
  | GatewayFailure

export type CancelResult =
  | { readonly kind: 'cancelled' }
  /** It cannot be cancelled any more; ask for its status. */
  | { readonly kind: 'tooLate'; readonly message: string }
  | GatewayFailure

export interface NewRefund {
  readonly payment: PaymentKey
  /** Ours, under the rules of a payment's reference. */
  readonly refundReference: string
  /** At most what was paid, less what was refunded before. */
  readonly amountIdr: Idr
  readonly reason: string
}

export type RefundResult =
  | { readonly kind: 'refunded'; readonly providerRef: string | undefined }
  /**
   * Accepted, not done yet: call again with the same reference later. Some providers do not tell of a refund that failed
   * afterwards, so a caller bounds how long it waits and then hands it to a person.
   */
  | { readonly kind: 'pending' }
  /** Nothing went back by this call, and the same call will not succeed later unless `reason` is a temporary one. */
  | {
      readonly kind: 'refused'
      readonly reason: RefundRefusal
      readonly code: string
      readonly message: string
    }
  | Exclude<GatewayFailure, { readonly kind: 'declined' }>

/**
 * `merchantFunds` and `closedNow` pass; the others stay, and the money goes back another way. `amount` is more than is left,
 * or a part where the payer's bank takes whole refunds only: providers do not tell which.
 */
export type RefundRefusal =
  | 'notSupported'
  | 'windowPassed'
  | 'amount'
  | 'merchantFunds'
  | 'closedNow'
  | 'payerAccount'
  | 'other'

export type GatewayFailure =
  /** The provider understood and said no. Nothing happened. */
  | { readonly kind: 'declined'; readonly code: string; readonly message: string }
  /** What we asked for cannot be asked for. Nothing happened, and the same again is useless. */
  | { readonly kind: 'invalid'; readonly code: string; readonly message: string }
  /** No answer, or none that can be relied on. It may have happened: ask for the status. */
  | { readonly kind: 'unknown'; readonly message: string }
  /** Keys, merchant id, permission or the machine's clock: somebody has to look. Nothing happened. */
  | { readonly kind: 'misconfigured'; readonly code: string; readonly message: string }

// ---- reserve, capture, void -------------------------------------------------------------------------------------

/** For customers who have linked their wallet account with us. */
export interface Reservations {
  /** How long a reserve may stand. */
  readonly validity: { readonly shortestMs: number; readonly longestMs: number }
  /** Begins to link an account: the customer agrees on the page at `redirectUrl`. `customerId` is ours. */
  link(request: { readonly customerId: string; readonly returnUrl: string }): Promise<LinkResult>
  /** Turns the code that the customer came back with into a token. */
  finishLink(authCode: string): Promise<TokenResult>
  renewLink(refreshToken: string): Promise<TokenResult>
  unlink(customerToken: string): Promise<{ readonly kind: 'unlinked' } | GatewayFailure>
  /** Sets money aside in the customer's account. On `unknown`, ask `reservation`. */
  reserve(request: {
    readonly reference: string
    readonly customerToken: string
    readonly amountIdr: Idr
    readonly title: string
    readonly expiresAt: Instant
  }): Promise<ReserveResult>
  reservation(reservation: ReservationKey): Promise<ReservationResult>
  /** Takes what was used, once; the rest is the customer's again at that moment. On `unknown`, ask `captured`. */
  capture(capture: NewCapture): Promise<CaptureResult>
  captured(capture: Omit<NewCapture, 'amountIdr'>): Promise<ActResult>
  /** Gives the whole of it back. On `unknown`, ask `voided`. */
  void(request: NewVoid): Promise<VoidResult>
  voided(request: Omit<NewVoid, 'reason'>): Promise<ActResult>
  /** Gives back of what was captured. Safe to repeat with the same reference. */
  refundCapture(request: {
    readonly reservation: ReservationKey
    readonly captureReference: string
    readonly refundReference: string
    readonly amountIdr: Idr
    readonly reason: string
  }): Promise<RefundResult>
}

export interface NewCapture {
  readonly reservation: ReservationKey
  /** Ours, under the rules of a payment's reference. */
  readonly captureReference: string
  /** At most what was reserved. */
  readonly amountIdr: Idr
}

export interface NewVoid {
  readonly reservation: ReservationKey
  readonly voidReference: string
  readonly reason: string
}

export interface ReservationKey {
  readonly reference: string
  readonly customerToken: string
  readonly amountIdr: Idr
}

interface CustomerToken {
  readonly accessToken: string
  readonly expiresAt: Instant
  readonly refreshToken: string
  readonly refreshExpiresAt: Instant
}

export type LinkResult = { readonly kind: 'started'; readonly redirectUrl: string } | GatewayFailure
export type TokenResult = { readonly kind: 'linked'; readonly token: CustomerToken } | GatewayFailure
export type ReserveResult = { readonly kind: 'reserved'; readonly providerRef: string } | GatewayFailure
export type ReservationResult =
  | {
      readonly kind: 'found'
      /** `ended`: captured, voided or expired; `captured` and `voided` tell which. */
      readonly status: 'reserved' | 'ended' | 'failed' | 'pending'
      readonly amountIdr: Idr
    }
  | { readonly kind: 'notFound' }
  | GatewayFailure
export type CaptureResult = { readonly kind: 'captured'; readonly providerRef: string } | GatewayFailure
export type VoidResult = { readonly kind: 'voided'; readonly providerRef: string } | GatewayFailure
/** Whether a capture or a void whose answer was lost took place. */
export type ActResult =
  | { readonly kind: 'done'; readonly amountIdr: Idr }
  | { readonly kind: 'pending' }
  | { readonly kind: 'notDone' }
  | GatewayFailure

// ---- what a provider sends to us ---------------------------------------------------------------------------------

export interface InboundRequest {
  readonly method: string
  /** Path and query from the root, as they stand in the request line: `/payments/doku/qris?INVOICE=…`. */
  readonly target: string
  readonly headers: Headers
  /** The bytes as received, at most 64 KiB: a signature is of them and of nothing that was parsed from them. */
  readonly body: Uint8Array
}

/** The provider's own protocol; `acknowledge` only after the payment has been committed, else `failed`: it tries again. */
export type Inbound =
  | {
      readonly kind: 'payment'
      readonly reference: string
      readonly providerRef: string | undefined
      readonly amountIdr: Idr
      readonly status: PaymentStatus
      /** The signature does not cover the status or the amount: nothing counts until `status` has said the same. */
      readonly needsStatusQuery: boolean
      readonly acknowledge: Reply
      readonly failed: Reply
    }
  /** The provider asked for a token with a right signature; send the reply, there is nothing else to do. */
  | { readonly kind: 'tokenIssued'; readonly reply: Reply }
  /** Send the reply; log it with `why`, and raise an alert unless it is `stale`. */
  | {
      readonly kind: 'refused'
      readonly why: InboundRefusal
      readonly detail: string
      readonly reply: Reply
    }

export type InboundRefusal =
  | 'unknownAddress'
  | 'malformed'
  | 'signature'
  | 'token'
  | 'stale'
  /** An external id of today with another body. */
  | 'replayed'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Remembers which external ids a provider has used on a day, so that one cannot be sent again with another body. The
 * process keeps it in memory; several nodes keep it in their database.
 */
export interface ExternalIdLog {
  /** `same` for a delivery that is repeated, `different` for an id with another body. */
  remember(entry: {
    readonly gateway: GatewayName
    /** The day at the providers, Asia/Jakarta: `2026-11-23`. */
    readonly day: string
    readonly externalId: string
    readonly bodyHash: string
  }): Promise<'new' | 'same' | 'different'>
}

// ---- settlement --------------------------------------------------------------------------------------------------

export interface SettlementReport {
  readonly rows: readonly SettlementRow[]
  /** Lines that could not be read, or whose gross less fee is not their net: none of them is in `rows`. */
  readonly problems: readonly { readonly line: number; readonly message: string }[]
}

/** `grossIdr - feeIdr = netIdr`; a refund's gross is negative and its reference is the refund's. */
export interface SettlementRow {
  readonly kind: 'payment' | 'refund'
  readonly reference: string
  readonly providerRef: string
  readonly grossIdr: Idr
  readonly feeIdr: Idr
  readonly netIdr: Idr
  readonly settledAt: Instant
}

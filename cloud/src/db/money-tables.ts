import type { Generated } from 'kysely'

/** Prices, the ledger, and what comes in and goes back. */
export interface MoneyTables {
  tariff: TariffTable
  priceCap: PriceCapTable
  account: AccountTable
  journal: JournalTable
  journalReversal: JournalReversalTable
  posting: PostingTable
  payment: PaymentTable
  paidSession: PaidSessionTable
  refund: RefundTable
  paymentException: PaymentExceptionTable
  gatewayExternalId: GatewayExternalIdTable
  receipt: ReceiptTable
}

/** Somebody has proposed to take a journal back, which a second person then does. */
interface JournalReversalTable {
  journalId: string
  /** The person, or the person behind the key. */
  proposedBy: string
  proposedByName: string
  note: string
  proposedAt: string
}

interface TariffTable {
  id: string
  name: string
  /** Null for every site that has none of its own. */
  siteId: string | null
  /** Null for everybody. */
  customerGroup: string | null
  priceIdrPerKwh: number
  /** The rest of what it asks for, TariffTerms as JSON. */
  terms: string
  validFrom: string
  /** The first instant at which it no longer holds. */
  validUntil: string | null
  createdAt: string
}

/** The most that a kWh may cost, by whose decree, and while it is in force. */
interface PriceCapTable {
  id: string
  decree: string
  maxIdrPerKwh: number
  validFrom: string
  validUntil: string | null
  createdAt: string
}

/** A ledger account, opened by its first posting. */
interface AccountTable {
  /** Its name in the chart, `held:0199…`. */
  id: string
  type: 'asset' | 'liability' | 'revenue' | 'expense'
  /** 1 for a customer's money, which the database keeps from falling below nothing. */
  bounded: number
  /** What is owed to the customer, kept by a trigger; 0 for accounts that are not bounded. */
  boundedBalanceIdr: Generated<number>
  openedAt: string
}

/** Written once, after its postings, which sum to zero. Never changed, never deleted. */
interface JournalTable {
  id: string
  /** What it is the record of, `pay:doku:BJI33`: the same thing is never recorded twice. */
  ref: string
  kind: string
  /** The journal that this one takes back. */
  reverses: string | null
  note: string | null
  /** When it happened; `postedAt` is when we wrote it down. */
  occurredAt: string
  postedAt: string
}

interface PostingTable {
  journalId: string
  accountId: string
  /** A debit is positive, a credit negative. */
  amountIdr: number
}

/** What a driver pays ahead for a session, or adds to one that is under way. */
interface PaymentTable {
  id: string
  /** What the provider knows it by. */
  reference: string
  gateway: string | null
  method: 'qris' | 'wallet' | 'page' | 'reserve'
  /** Null, as connector and price are, for what fills a wallet up. */
  chargerId: number | null
  connectorId: number | null
  /** The wallet that it fills up. */
  walletId: string | null
  /** The payment that this one adds to; null for one that starts a session of its own. */
  topsUp: string | null
  /** Good for the sessions of this payment only; null for a top-up. */
  idTag: string | null
  /** A SessionPrice as JSON: what was shown. */
  price: string | null
  amountIdr: number
  state:
    | 'creating'
    | 'awaitingPayment'
    | 'reserving'
    | 'failed'
    | 'expired'
    | 'starting'
    | 'charging'
    | 'ending'
    | 'toppedUp'
    | 'settled'
    | 'returned'
  /** Of one that is starting or charging: what its charger is to be asked next. */
  step: 'setLimit' | 'remoteStart' | 'awaitStart' | 'raiseLimit' | 'watch' | null
  /** When the next step is to be taken; null when it waits for something to happen. */
  dueAt: string | null
  attempts: Generated<number>
  /** No start by then, and the money goes back. */
  startBy: string | null
  /** Who ends the session at the limit. */
  limitedBy: 'charger' | 'cloud' | null
  /** The newest of its sessions. */
  transactionId: number | null
  providerRef: string | null
  /** What the payer is shown, ToPay as JSON. */
  toPay: string | null
  expiresAt: string
  paidAt: string | null
  issuer: string | null
  retrievalReference: string | null
  /** What of it was posted. */
  usedIdr: number | null
  problem: string | null
  createdAt: string
  endedAt: string | null
}

interface PaidSessionTable {
  sessionId: string
  paymentId: string
}

/** What of a payment goes back, by the provider or another way. */
interface RefundTable {
  id: string
  /** What the provider knows it by. */
  reference: string
  /** Null for what is paid out of a wallet. */
  paymentId: string | null
  walletId: string | null
  /** What it is of a payment: `end` for what was not used of it, or the id of the credit CDR that gave it back. */
  occasion: Generated<string>
  amountIdr: number
  reason: string
  /** `claimable`: the driver is asked where to; `manual`: a person transfers it there. */
  state: 'due' | 'pending' | 'claimable' | 'manual' | 'refunded'
  dueAt: string | null
  attempts: Generated<number>
  problem: string | null
  /** Where the driver wants it, encrypted. */
  sealedClaim: string | null
  createdAt: string
  endedAt: string | null
}

/** Money, or a session, that a person must look at. */
interface PaymentExceptionTable {
  id: string
  /** What it is about: the same thing is queued once. */
  ref: string
  kind: string
  gateway: string | null
  paymentId: string | null
  amountIdr: number | null
  detail: string
  createdAt: string
  resolvedAt: string | null
  resolution: string | null
}

/** An id that a provider has used for a notification on one of its days. */
interface GatewayExternalIdTable {
  gateway: string
  day: string
  externalId: string
  /** SHA-256 of the body that it came with. */
  bodyHash: string
  seenAt: string
}

/** Written once, when a payment is settled, a wallet filled up, or a session paid by a wallet. */
interface ReceiptTable {
  number: Generated<number>
  /** Null for a session that a wallet paid. */
  paymentId: string | null
  sessionId: string | null
  /** ReceiptContent as JSON; the code on the receipt is over these very characters. */
  content: string
  issuedAt: string
}

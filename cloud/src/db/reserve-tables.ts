import type { Generated } from 'kysely'
import type { MoneyTables } from './money-tables.ts'

/** Money set aside at its owner's, money of unknown owners, and what posts show. */
export interface ReserveTables {
  walletLink: WalletLinkTable
  walletReserve: WalletReserveTable
  strayMoney: StrayMoneyTable
  postDisplay: PostDisplayTable
}

/** A wallet account that its owner lets us set money aside in. Whose it is, only their browser knows. */
interface WalletLinkTable {
  id: string
  gateway: string
  /** A CustomerToken as JSON, encrypted; null until the owner has agreed. */
  sealedToken: string | null
  accessExpiresAt: string | null
  refreshExpiresAt: string | null
  createdAt: string
  /** Ended by its owner, or by the provider. */
  endedAt: string | null
}

/** What a payment sets aside at its provider instead of taking it, and what becomes of that. */
interface WalletReserveTable {
  paymentId: string
  linkId: string
  /**
   * `linking`: its owner is asked; `asking`: the provider is; `standing`: set aside; `lapsed`: over without the capture that
   * it was for; `refused`: never came about.
   */
  state:
    | 'linking'
    | 'asking'
    | 'standing'
    | 'capturing'
    | 'captured'
    | 'voiding'
    | 'voided'
    | 'lapsed'
    | 'refused'
  /** When the provider gives it back by itself. */
  expiresAt: string | null
  /** What is captured; never changed once the provider was asked. */
  captureIdr: number | null
  /** `used`: what sessions cost, at their end; `all`: everything, because it would lapse before they end. */
  captures: 'used' | 'all' | null
  dueAt: string | null
  attempts: Generated<number>
  /** When it came into this state. */
  since: string
  problem: string | null
}

/** Money that came for nothing that we know of, or twice. */
interface StrayMoneyTable {
  exceptionId: string
  gateway: string
  /** As the provider knows the payment. */
  reference: string
  providerRef: string | null
  /** Of the payment that was paid twice. */
  method: MoneyTables['payment']['method'] | null
  amountIdr: number
  receivedAt: string
  /** What the provider knows its refund by. */
  refundReference: string
  /** `returning`: the provider is asked to give it back; `attached`: it was somebody's after all. */
  state: 'kept' | 'returning' | 'returned' | 'attached'
  /** When its provider was first asked to give it back. */
  returningSince: string | null
  dueAt: string | null
  attempts: Generated<number>
  problem: string | null
  endedAt: string | null
}

/** What the display of a charger that knows our messages was last told. */
interface PostDisplayTable {
  chargerId: number
  /** DisplayFacts as JSON; null where it was told nothing. */
  told: string | null
  /** 0 for one that knew none of it when it was last asked. */
  listens: number
  toldAt: string
}

import type { Generated } from 'kysely'

/** Money that holders keep with us, and what of it is set aside. */
export interface WalletTables {
  wallet: WalletTable
  walletHold: WalletHoldTable
  walletSession: WalletSessionTable
  walletPost: WalletPostTable
}

/** Its balance is the ledger account `wallet:{id}`, its debt `wallet_ar:{id}`. Its cards are those that name it. */
interface WalletTable {
  id: string
  /** What its holder is called, until a person is known. */
  name: string
  /** The person whose it is; null for a card that was sold to nobody in particular. */
  userId: string | null
  frozen: Generated<number>
  /** 1 when something has changed that decides which posts may spend of it without asking. */
  planDue: Generated<number>
  createdAt: string
}

/** What is set aside for one card at one post, in the ledger as `held:{id}`. */
interface WalletHoldTable {
  id: string
  walletId: string
  idTag: string
  chargerId: number
  /** `tap`: for a session that is about to begin or going on; `allowance`: what the post may spend while it is offline. */
  kind: 'tap' | 'allowance'
  /**
   * `waiting`: no session has begun by it. Of an allowance, what its post is known to have of it: `granting`, perhaps;
   * `granted`; `withdrawing`, perhaps still; `spent`, and its session is not known here yet.
   */
  state:
    | 'waiting'
    | 'granting'
    | 'granted'
    | 'withdrawing'
    | 'spent'
    | 'charging'
    | 'unresolved'
    | 'ended'
    | 'released'
  amountIdr: number
  /** The SessionPrice that its limit was reckoned at, as JSON. */
  price: string | null
  /** Who ends the session at the limit; null while it is not known. */
  limitedBy: 'charger' | 'cloud' | null
  sessionId: string | null
  /** When it is looked at next; null when it waits for something to happen. */
  dueAt: string | null
  createdAt: string
  endedAt: string | null
}

/** A session that a wallet pays for. */
interface WalletSessionTable {
  sessionId: string
  walletId: string
  /** What it cost; null until it is settled. */
  usedIdr: number | null
  /** What of that the wallet did not have. */
  owedIdr: number | null
  settledAt: string | null
}

/** What a charger knows of our messages about wallets, and which allowances it was told. */
interface WalletPostTable {
  chargerId: number
  /** Whether it keeps the limits of sessions itself; null until it was asked. */
  knowsLimits: number | null
  state: 'behind' | 'inStep' | 'unsupported'
  /** Of the last list of allowances that was sent. */
  version: Generated<number>
  problem: string | null
  triedAt: string | null
  syncedAt: string | null
}

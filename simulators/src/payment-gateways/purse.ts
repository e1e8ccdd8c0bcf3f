import { type Issuer, type IssuerId, issuers } from './issuers.ts'

/** What one payer has in one app, and what happened there: newest first, as an app shows it. */
export interface Purse {
  readonly issuer: Issuer
  balanceIdr: number
  /** Set aside by reserves; part of no balance. */
  reservedIdr: number
  readonly entries: PurseEntry[]
}

export interface PurseEntry {
  readonly id: number
  readonly at: number
  readonly kind: 'paid' | 'refund' | 'reserved' | 'released' | 'captured'
  readonly amountIdr: number
  readonly merchant: string
  readonly retrievalReference: string
}

/** A page shows a few; a long demonstration keeps no more than this. */
const mostEntries = 200

const firstBalanceIdr = 1_000_000

/** One payer with an account in every app. */
export class Purses {
  readonly #purses = new Map<IssuerId, Purse>(
    issuers.map((issuer) => [
      issuer.id,
      { issuer, balanceIdr: firstBalanceIdr, reservedIdr: 0, entries: [] },
    ]),
  )
  #lastEntry = 0

  of(id: IssuerId): Purse {
    return this.#purses.get(id)!
  }

  all(): readonly Purse[] {
    return [...this.#purses.values()]
  }

  /** Everything that payers have, set aside or not: falls by what merchants received and rises by refunds. */
  get totalIdr(): number {
    return this.all().reduce((sum, { balanceIdr, reservedIdr }) => sum + balanceIdr + reservedIdr, 0)
  }

  note(id: IssuerId, entry: Omit<PurseEntry, 'id'>): void {
    const { entries } = this.of(id)
    entries.unshift({ ...entry, id: ++this.#lastEntry })
    entries.splice(mostEntries)
  }
}

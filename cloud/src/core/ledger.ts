import { type Idr, idr } from '@colok/shared/money'

/**
 * One line of a journal. A debit is positive, a credit negative, so that the lines of a journal sum to zero and so does
 * everything that was ever posted.
 */
export interface Posting {
  readonly account: string
  readonly amountIdr: Idr
}

type AccountType = 'asset' | 'liability' | 'revenue' | 'expense'

interface AccountClass {
  readonly type: AccountType
  /** Whether there is one for each payment, gateway or other owner: `held:{payment}`. */
  readonly owned: boolean
  /** A customer's money: the database itself refuses to let it fall below nothing. */
  readonly bounded: boolean
}

/** Every account that there can be, by what stands before the colon of its name. */
const chart: Readonly<Record<string, AccountClass>> = {
  psp_receivable: { type: 'asset', owned: true, bounded: false },
  postpaid_ar: { type: 'asset', owned: true, bounded: false },
  /** What a session used of money that was set aside at its owner's, until the provider has taken it there. */
  capture_receivable: { type: 'asset', owned: true, bounded: false },
  bank: { type: 'asset', owned: false, bounded: false },
  /** What the holder of a wallet has used beyond its balance. */
  wallet_ar: { type: 'asset', owned: true, bounded: false },
  wallet: { type: 'liability', owned: true, bounded: true },
  customer_prepaid: { type: 'liability', owned: true, bounded: true },
  held: { type: 'liability', owned: true, bounded: true },
  refund_payable: { type: 'liability', owned: true, bounded: true },
  unidentified: { type: 'liability', owned: true, bounded: true },
  partner_payable: { type: 'liability', owned: true, bounded: false },
  payout_payable: { type: 'liability', owned: true, bounded: true },
  pph_payable: { type: 'liability', owned: false, bounded: false },
  pbjt_payable: { type: 'liability', owned: false, bounded: false },
  ppn_payable: { type: 'liability', owned: false, bounded: false },
  revenue_energy: { type: 'revenue', owned: false, bounded: false },
  revenue_fee: { type: 'revenue', owned: false, bounded: false },
  psp_fee_expense: { type: 'expense', owned: false, bounded: false },
  partner_share_expense: { type: 'expense', owned: false, bounded: false },
  electricity_expense: { type: 'expense', owned: false, bounded: false },
  /** Energy that nobody will pay for any more. */
  uncollected: { type: 'expense', owned: false, bounded: false },
}

/** The accounts of which each owner has one. */
export const ownedAccounts: readonly string[] = Object.keys(chart).filter((name) => chart[name]?.owned)

type LedgerErrorCode =
  | 'unknownAccount'
  | 'unbalanced'
  | 'refReused'
  | 'overdrawn'
  | 'unknownJournal'
  | 'alreadyReversed'

/** A journal that must not be written. Nothing was changed. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  readonly code: LedgerErrorCode
  constructor(code: LedgerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What kind of account a name stands for. Throws a LedgerError for a name that is not in the chart. */
export function accountClassOf(account: string): AccountClass {
  const [, name = '', owner] = /^([a-z_]+)(?::([A-Za-z0-9-]{1,64}))?$/.exec(account) ?? []
  const found = Object.hasOwn(chart, name) ? chart[name] : undefined
  if (found === undefined || found.owned !== (owner !== undefined))
    throw new LedgerError('unknownAccount', `${account} is no account of the chart in core/ledger.ts.`)
  return found
}

/**
 * The postings of one journal: one for each account, none of them nothing, in the order of their names. Throws a
 * LedgerError when they do not sum to zero, or touch fewer than two accounts.
 */
export function balancedPostings(postings: readonly Posting[]): readonly Posting[] {
  const byAccount = new Map<string, number>()
  for (const { account, amountIdr } of postings) {
    accountClassOf(account)
    byAccount.set(account, idr((byAccount.get(account) ?? 0) + amountIdr))
  }
  const merged = [...byAccount]
    .filter(([, amountIdr]) => amountIdr !== 0)
    .map(([account, amountIdr]) => ({ account, amountIdr: idr(amountIdr) }))
    .sort((one, other) => (one.account < other.account ? -1 : 1))
  const sumIdr = merged.reduce((sum, { amountIdr }) => sum + amountIdr, 0)
  if (sumIdr !== 0 || merged.length < 2)
    throw new LedgerError('unbalanced', `The postings sum to Rp ${sumIdr} over ${merged.length} accounts.`)
  return merged
}

/** The two postings of a transfer. Throws a LedgerError for Rp 0 or less. */
export function transferPostings(transfer: {
  readonly debit: string
  readonly credit: string
  readonly amountIdr: Idr
}): readonly Posting[] {
  const { debit, credit, amountIdr } = transfer
  if (amountIdr <= 0) throw new LedgerError('unbalanced', `Rp ${amountIdr} cannot be transferred.`)
  return [
    { account: debit, amountIdr },
    { account: credit, amountIdr: idr(-amountIdr) },
  ]
}

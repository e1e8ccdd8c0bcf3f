import { type Idr, idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import {
  accountClassOf,
  balancedPostings,
  LedgerError,
  type Posting,
  transferPostings,
} from '../../core/ledger.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'

/** A journal to be written. `ref` names what it is the record of: with the same one again nothing is written. */
export interface NewJournal {
  readonly ref: string
  readonly kind: string
  readonly postings: readonly Posting[]
  /** When it happened, as a stored instant; now when left out. */
  readonly occurredAt?: string
  readonly note?: string
  readonly reverses?: string
}

export interface WrittenJournal {
  readonly kind: 'written' | 'alreadyThere'
  readonly id: string
}

type LedgerServices = Pick<Services, 'clock' | 'newId'>

/**
 * Writes a journal, once. Throws a LedgerError, with nothing written, when the postings do not balance, when a
 * customer's account would fall below nothing, or when the ref belongs to a journal with other postings.
 */
export async function writeJournal(
  tx: Tx,
  services: LedgerServices,
  journal: NewJournal,
): Promise<WrittenJournal> {
  const postings = balancedPostings(journal.postings)
  const known = await journalByRef(tx, journal.ref)
  if (known !== undefined) return alreadyThere(tx, known, journal.ref, postings)
  const id = services.newId()
  const now = toIso(services.clock.wallMs())
  for (const { account, amountIdr } of postings) {
    const { type, bounded } = accountClassOf(account)
    await tx.run(
      'insert into account (id, type, bounded, opened_at) values (?, ?, ?, ?) on conflict (id) do nothing',
      [account, type, bounded ? 1 : 0, now],
    )
    if (bounded && amountIdr > 0) await demandCover(tx, account, amountIdr)
    await tx.run('insert into posting (journal_id, account_id, amount_idr) values (?, ?, ?)', [
      id,
      account,
      amountIdr,
    ])
  }
  await tx.run(
    `insert into journal (id, ref, kind, reverses, note, occurred_at, posted_at) values (?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      journal.ref,
      journal.kind,
      journal.reverses ?? null,
      journal.note ?? null,
      journal.occurredAt ?? now,
      now,
    ],
  )
  return { kind: 'written', id }
}

/** A journal of two postings. */
export function transfer(
  tx: Tx,
  services: LedgerServices,
  {
    debit,
    credit,
    amountIdr,
    ...journal
  }: Omit<NewJournal, 'postings'> & {
    readonly debit: string
    readonly credit: string
    readonly amountIdr: Idr
  },
): Promise<WrittenJournal> {
  return writeJournal(tx, services, { ...journal, postings: transferPostings({ debit, credit, amountIdr }) })
}

/** The account of what is set aside for a payment. */
const heldAccount = (payment: string) => `held:${payment}`

/** First phase: sets an amount of a customer's money aside for what is about to be used. */
export function hold(
  tx: Tx,
  services: LedgerServices,
  held: { readonly ref: string; readonly payment: string; readonly from: string; readonly amountIdr: Idr },
): Promise<WrittenJournal> {
  const { ref, payment, from, amountIdr } = held
  return transfer(tx, services, {
    ref,
    kind: 'hold',
    debit: from,
    credit: heldAccount(payment),
    amountIdr,
  })
}

/**
 * Second phase: what was used leaves the holds of one or more payments, as `credits` that say what it was. Throws a
 * LedgerError when more is posted than is held.
 */
export function postHeld(
  tx: Tx,
  services: LedgerServices,
  used: {
    readonly ref: string
    readonly from: readonly { readonly payment: string; readonly amountIdr: Idr }[]
    /** Debits of what was used and is held nowhere: somebody owes it. */
    readonly owed?: readonly Posting[]
    readonly credits: readonly Posting[]
    readonly occurredAt: string
  },
): Promise<WrittenJournal> {
  const debits = used.from.map(({ payment, amountIdr }) => ({ account: heldAccount(payment), amountIdr }))
  const { ref, occurredAt, owed = [], credits } = used
  return writeJournal(tx, services, {
    ref,
    kind: 'post',
    occurredAt,
    postings: [...debits, ...owed, ...credits],
  })
}

/** The rest of a hold goes to another account; resolves with how much that was, which may be nothing. */
export async function release(
  tx: Tx,
  services: LedgerServices,
  rest: { readonly ref: string; readonly payment: string; readonly to: string },
): Promise<Idr> {
  const written = await journalByRef(tx, rest.ref)
  const account = heldAccount(rest.payment)
  const amountIdr =
    written === undefined ? await balanceOf(tx, account) : await postedTo(tx, written, rest.to)
  if (amountIdr > 0)
    await transfer(tx, services, {
      ref: rest.ref,
      kind: 'release',
      debit: account,
      credit: rest.to,
      amountIdr,
    })
  return amountIdr
}

/** Takes a journal back by its opposite, once. Throws a LedgerError when it is unknown or has been taken back. */
export async function reverse(
  tx: Tx,
  services: LedgerServices,
  { journalId, note }: { readonly journalId: string; readonly note: string },
): Promise<WrittenJournal> {
  const postings = await postingsOf(tx, journalId)
  if (postings.length === 0)
    throw new LedgerError('unknownJournal', `There is no journal ${journalId} to reverse.`)
  const ref = `reverse:${journalId}`
  if ((await journalByRef(tx, ref)) !== undefined)
    throw new LedgerError('alreadyReversed', `Journal ${journalId} has been reversed already.`)
  return writeJournal(tx, services, {
    ref,
    kind: 'reversal',
    note,
    reverses: journalId,
    postings: postings.map(({ account, amountIdr }) => ({ account, amountIdr: idr(-amountIdr) })),
  })
}

/**
 * The journal that records something now: the one with this ref, or, once that was taken back, the one in its place, whose
 * ref goes on behind a colon.
 */
export async function standingJournal(runner: SqlRunner, ref: string): Promise<string | undefined> {
  const row = await first<{ id: string }>(
    runner,
    `select id from journal where (ref = ? or (ref > ? and ref < ?))
     and not exists (select 1 from journal as reversal where reversal.reverses = journal.id)`,
    [ref, `${ref}:`, `${ref};`],
  )
  return row?.id
}

/** What a customer's account holds: 0 for one that was never opened. */
export async function balanceOf(runner: SqlRunner, account: string): Promise<Idr> {
  const row = await first<{ balanceIdr: number }>(
    runner,
    'select bounded_balance_idr as balance_idr from account where id = ?',
    [account],
  )
  return idr(row?.balanceIdr ?? 0)
}

/** The database would refuse it too; asked first, the refusal says which account and how much. */
async function demandCover(tx: Tx, account: string, amountIdr: Idr): Promise<void> {
  const balanceIdr = await balanceOf(tx, account)
  if (balanceIdr < amountIdr)
    throw new LedgerError(
      'overdrawn',
      `${account} holds Rp ${balanceIdr}, of which Rp ${amountIdr} was to leave.`,
    )
}

async function alreadyThere(
  tx: Tx,
  id: string,
  ref: string,
  postings: readonly Posting[],
): Promise<WrittenJournal> {
  const known = balancedPostings(await postingsOf(tx, id))
  const same =
    known.length === postings.length &&
    known.every((posting, index) => {
      const other = postings[index]
      return posting.account === other?.account && posting.amountIdr === other.amountIdr
    })
  if (same) return { kind: 'alreadyThere', id }
  throw new LedgerError('refReused', `${ref} is the ref of journal ${id}, which has other postings.`)
}

async function journalByRef(tx: Tx, ref: string): Promise<string | undefined> {
  const row = await first<{ id: string }>(tx, 'select id from journal where ref = ?', [ref])
  return row?.id
}

async function postingsOf(tx: Tx, journalId: string): Promise<Posting[]> {
  return tx.all<Posting>(
    'select account_id as account, amount_idr from posting where journal_id = ? order by account_id',
    [journalId],
  )
}

/** What a journal credited to an account. */
export async function postedTo(tx: Tx, journalId: string, account: string): Promise<Idr> {
  const posting = (await postingsOf(tx, journalId)).find((one) => one.account === account)
  return idr(-(posting?.amountIdr ?? 0))
}

import { ownedAccounts } from '../../core/ledger.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Journal, OwnerLedger, StatementLine, TrialBalance } from './schemas.ts'

/** What every account stands at, and that debits and credits are equal. */
export async function trialBalance(runner: SqlRunner): Promise<TrialBalance> {
  const rows = await runner.all<{
    account: string
    type: TrialBalance['accounts'][number]['type']
    sumIdr: number
  }>(
    `select account_id as account, type, cast(sum(amount_idr) as bigint) as sum_idr
     from posting join account on account.id = posting.account_id
     group by account_id, type having sum(amount_idr) <> 0 order by account_id`,
    [],
  )
  const accounts = rows.map(({ account, type, sumIdr }) => ({
    account,
    type,
    debitIdr: Math.max(0, sumIdr),
    creditIdr: Math.max(0, -sumIdr),
  }))
  const debitIdr = accounts.reduce((sum, account) => sum + account.debitIdr, 0)
  const creditIdr = accounts.reduce((sum, account) => sum + account.creditIdr, 0)
  return { accounts, debitIdr, creditIdr, balanced: debitIdr === creditIdr }
}

/** An account's postings, the oldest first. `after` is the last journal of the page before. */
export async function statementOf(
  runner: SqlRunner,
  page: { readonly account: string; readonly after: string | undefined; readonly limit: number },
): Promise<StatementLine[]> {
  return runner.all(
    `select journal.id as journal_id, kind, ref, note, occurred_at, posted_at, amount_idr
     from posting join journal on journal.id = posting.journal_id
     where account_id = ? and journal_id > ? order by journal_id limit ?`,
    [page.account, page.after ?? '', page.limit],
  )
}

export async function findJournal(runner: SqlRunner, id: string): Promise<Journal | undefined> {
  const journal = await first<Omit<Journal, 'postings'>>(
    runner,
    `select journal.id, journal.ref, journal.kind, journal.reverses, journal.note, journal.occurred_at,
       journal.posted_at, reversal.id as reversed_by, proposed_by_name as reversal_proposed_by
     from journal left join journal reversal on reversal.reverses = journal.id
       left join journal_reversal on journal_reversal.journal_id = journal.id where journal.id = ?`,
    [id],
  )
  if (journal === undefined) return undefined
  const postings = await runner.all<Journal['postings'][number]>(
    'select account_id as account, amount_idr from posting where journal_id = ? order by account_id',
    [id],
  )
  return { ...journal, postings }
}

/** More has never moved the money of one owner. */
const mostJournals = 200

/** What the accounts of one owner stand at, and the journals that have moved them, the oldest first. */
export async function ledgerOf(runner: SqlRunner, owner: string): Promise<OwnerLedger> {
  const names = ownedAccounts.map((name) => `${name}:${owner}`)
  const marks = names.map(() => '?').join(', ')
  const accounts = await runner.all<OwnerLedger['accounts'][number]>(
    `select account_id as account, cast(sum(amount_idr) as bigint) as amount_idr from posting
     where account_id in (${marks}) group by account_id order by account_id`,
    names,
  )
  const touched = await runner.all<{ journalId: string }>(
    `select distinct journal_id from posting where account_id in (${marks}) order by journal_id limit ${mostJournals}`,
    names,
  )
  const journals = await Promise.all(touched.map(({ journalId }) => findJournal(runner, journalId)))
  return { accounts, journals: journals.filter((journal) => journal !== undefined) }
}

import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'

/**
 * The ledger. A journal's postings go in first, by a key that is checked at the commit, and the journal's own row last:
 * the database refuses it when they do not sum to zero, and after it every further posting, every change and every
 * deletion. A customer's account (`bounded`) carries its balance, which must not fall below nothing.
 */
export async function ledger(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('account')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('bounded', 'integer', (column) => column.notNull())
    .addColumn('boundedBalanceIdr', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('openedAt', 'text', (column) => column.notNull())
    .addCheckConstraint('accountNotOverdrawn', sql`bounded_balance_idr >= 0`)
    .execute()
  await schema
    .createTable('journal')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('ref', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('reverses', 'text', (column) => column.unique().references('journal.id'))
    .addColumn('note', 'text')
    .addColumn('occurredAt', 'text', (column) => column.notNull())
    .addColumn('postedAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('posting')
    .addColumn('journalId', 'text', (column) => column.notNull())
    .addColumn('accountId', 'text', (column) => column.notNull().references('account.id'))
    .addColumn('amountIdr', 'bigint', (column) => column.notNull().check(sql`amount_idr <> 0`))
    .addPrimaryKeyConstraint('postingPk', ['journalId', 'accountId'])
    .addForeignKeyConstraint('postingJournal', ['journalId'], 'journal', ['id'], (key) =>
      key.deferrable().initiallyDeferred(),
    )
    .execute()
  await schema.createIndex('postingByAccount').on('posting').columns(['accountId', 'journalId']).execute()
  for (const statement of dialect === 'sqlite' ? sqliteTriggers() : postgresTriggers())
    await sql.raw(statement).execute(database)
}

const unbalanced = `(select count(*) from posting where journal_id = new.id) < 2
  or (select sum(amount_idr) from posting where journal_id = new.id) <> 0`

/** A replaced row would be deleted without its trigger being asked, so what is there already is refused first. */
const known = 'exists (select 1 from journal where id = new.id or ref = new.ref)'

const closed = 'exists (select 1 from journal where id = new.journal_id)'

const raiseBalance = `update account set bounded_balance_idr = bounded_balance_idr - new.amount_idr
  where id = new.account_id and bounded = 1`

function sqliteTriggers(): string[] {
  const refuse = (message: string) => `begin select raise(abort, '${message}'); end`
  return [
    `create trigger journal_sums_to_zero before insert on journal when ${unbalanced} or ${known}
     ${refuse('a journal is written once, and its postings sum to zero')}`,
    `create trigger posting_before_its_journal before insert on posting when ${closed}
     ${refuse('this journal is closed')}`,
    `create trigger posting_raises_balance after insert on posting begin ${raiseBalance}; end`,
    ...['journal', 'posting'].flatMap((table) =>
      ['update', 'delete'].map(
        (change) => `create trigger ${table}_no_${change} before ${change} on ${table}
          ${refuse(`a ${table} is never changed: reverse it`)}`,
      ),
    ),
  ]
}

function postgresTriggers(): string[] {
  const raise = (name: string, condition: string, message: string) =>
    `create function ${name}() returns trigger language plpgsql as $$
     begin if ${condition} then raise exception '${message}' using errcode = 'check_violation'; end if; return new; end $$`
  return [
    raise('journal_sums_to_zero', unbalanced, 'the postings of a journal sum to zero'),
    `create trigger journal_sums_to_zero before insert on journal
     for each row execute function journal_sums_to_zero()`,
    raise('posting_before_its_journal', closed, 'this journal is closed'),
    `create trigger posting_before_its_journal before insert on posting
     for each row execute function posting_before_its_journal()`,
    `create function posting_raises_balance() returns trigger language plpgsql as $$
     begin ${raiseBalance}; return null; end $$`,
    `create trigger posting_raises_balance after insert on posting
     for each row execute function posting_raises_balance()`,
    raise('ledger_unchanged', 'true', 'what is in the ledger is never changed: reverse it'),
    ...['journal', 'posting'].map(
      (table) => `create trigger ${table}_unchanged before update or delete or truncate on ${table}
        for each statement execute function ledger_unchanged()`,
    ),
  ]
}

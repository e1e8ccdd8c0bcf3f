import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { keepUnchanged } from './unchanging.ts'

/** Agreements with partners, what they earn by them, statements and payouts. */
export async function partners(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await agreements(database, dialect)
  await settledSessions(database)
  await entries(database, dialect)
  await statements(database, dialect)
  await payouts(database)
}

async function agreements(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('agreement')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisationId', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('terms', 'text', (column) => column.notNull())
    .addColumn('startsOn', 'text', (column) => column.notNull())
    .addColumn('endsOn', 'text')
    .addColumn('supersedes', 'text', (column) => column.references('agreement.id'))
    .addColumn('note', 'text')
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('agreementByOrganisation').on('agreement').column('organisationId').execute()
  await schema
    .createTable('agreementPlace')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('agreementId', 'text', (column) => column.notNull().references('agreement.id'))
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('chargerId', 'integer', (column) => column.references('charger.id'))
    .addColumn('holding', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('agreementPlaceByAgreement').on('agreementPlace').column('agreementId').execute()
  await schema.createIndex('agreementPlaceBySite').on('agreementPlace').column('siteId').execute()
  const same = (column: string) => `new.${column} is not distinct from old.${column}`
  await keepUnchanged(database, dialect, {
    table: 'agreement',
    message: 'an agreement is never changed: another one takes its place',
    unless: [
      'old.ends_on is null and new.ends_on is not null',
      ...['id', 'organisation_id', 'terms', 'starts_on', 'supersedes', 'note'].map(same),
      ...['created_by', 'created_at'].map(same),
    ].join(' and '),
  })
  await keepUnchanged(database, dialect, {
    table: 'agreement_place',
    message: 'an agreement is never changed: another one takes its place',
  })
}

async function settledSessions(database: Kysely<Schema>): Promise<void> {
  const { schema } = database
  await schema
    .createTable('settledSession')
    .addColumn('sessionId', 'text', (column) => column.primaryKey().references('session.id'))
    .addColumn('journalRef', 'text')
    .addColumn('settledAt', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('settledSessionByJournal').on('settledSession').column('journalRef').execute()
  await rememberSettledSessions(database)
}

/** Sessions that were settled before are known by the journals that they stand in. */
export async function rememberSettledSessions(database: Kysely<Schema>): Promise<void> {
  await sql
    .raw(
      `insert into settled_session (session_id, journal_ref, settled_at)
       select session_id, ref, posted_at from paid_session join journal on ref = 'used:' || payment_id
       union all
       select session_id, ref, posted_at from postpaid_charge join journal on ref = 'postpaid:' || session_id`,
    )
    .execute(database)
}

async function entries(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  const amounts = [
    'energyWh',
    'chargedIdr',
    'pbjtIdr',
    'ppnIdr',
    'shareIdr',
    'electricityIdr',
    'gatewayFeeIdr',
  ]
  let table = schema
    .createTable('partnerEntry')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisationId', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('agreementId', 'text', (column) => column.notNull().references('agreement.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('ref', 'text', (column) => column.notNull().unique())
    .addColumn('siteId', 'text', (column) => column.references('site.id'))
    .addColumn('chargerId', 'integer', (column) => column.references('charger.id'))
    .addColumn('sessionId', 'text', (column) => column.references('session.id'))
    .addColumn('businessDay', 'text', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
  for (const amount of amounts) table = table.addColumn(amount, 'bigint', (column) => column.notNull())
  await table.execute()
  await schema
    .createIndex('partnerEntryByDay')
    .on('partnerEntry')
    .columns(['organisationId', 'businessDay'])
    .execute()
  await schema
    .createIndex('partnerEntryByAgreement')
    .on('partnerEntry')
    .columns(['agreementId', 'businessDay'])
    .execute()
  await schema.createIndex('partnerEntryBySession').on('partnerEntry').column('sessionId').execute()
  await keepUnchanged(database, dialect, {
    table: 'partner_entry',
    message: 'what a partner has got is never changed: enter a correction',
  })
}

async function statements(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('statement')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('number', 'integer', (column) => column.notNull().unique())
    .addColumn('organisationId', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('dueIdr', 'bigint', (column) => column.notNull())
    .addColumn('closedBy', 'text', (column) => column.notNull())
    .addColumn('closedAt', 'text', (column) => column.notNull())
    .addUniqueConstraint('statementOfPeriod', ['organisationId', 'period'])
    .execute()
  await schema
    .createTable('statementEntry')
    .addColumn('entryId', 'text', (column) => column.primaryKey().references('partnerEntry.id'))
    .addColumn('statementId', 'text', (column) => column.notNull())
    .addForeignKeyConstraint('statementEntryStatement', ['statementId'], 'statement', ['id'], (key) =>
      key.deferrable().initiallyDeferred(),
    )
    .execute()
  await schema.createIndex('statementEntryByStatement').on('statementEntry').column('statementId').execute()
  const message = 'a statement is closed: what comes later stands on the next'
  await keepUnchanged(database, dialect, { table: 'statement', message })
  await keepUnchanged(database, dialect, { table: 'statement_entry', message })
  for (const statement of nothingAfterClosing(dialect, message)) await sql.raw(statement).execute(database)
}

/** What stands on a statement goes in first, and the statement's own row, which closes it, last. */
function nothingAfterClosing(dialect: Dialect, message: string): string[] {
  const closed = 'exists (select 1 from statement where id = new.statement_id)'
  if (dialect === 'sqlite')
    return [
      `create trigger statement_entry_before_closing before insert on statement_entry when ${closed}
       begin select raise(abort, '${message}'); end`,
    ]
  return [
    `create function statement_entry_before_closing() returns trigger language plpgsql as $$
     begin if ${closed} then raise exception '${message}' using errcode = 'check_violation'; end if; return new; end $$`,
    `create trigger statement_entry_before_closing before insert on statement_entry
     for each row execute function statement_entry_before_closing()`,
  ]
}

async function payouts({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('partnerBankAccount')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisationId', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('sealedAccount', 'text', (column) => column.notNull())
    .addColumn('masked', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('proposedBy', 'text', (column) => column.notNull())
    .addColumn('proposedByName', 'text', (column) => column.notNull())
    .addColumn('proposedAt', 'text', (column) => column.notNull())
    .addColumn('decidedBy', 'text')
    .addColumn('decidedByName', 'text')
    .addColumn('decidedAt', 'text')
    .execute()
  await schema
    .createIndex('partnerBankAccountByOrganisation')
    .on('partnerBankAccount')
    .columns(['organisationId', 'state'])
    .execute()
  await schema
    .createTable('payout')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('number', 'integer', (column) => column.notNull().unique())
    .addColumn('organisationId', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('bankAccountId', 'text', (column) => column.notNull().references('partnerBankAccount.id'))
    .addColumn('amountIdr', 'bigint', (column) => column.notNull().check(sql`amount_idr > 0`))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('proposedBy', 'text', (column) => column.notNull())
    .addColumn('proposedByName', 'text', (column) => column.notNull())
    .addColumn('proposedAt', 'text', (column) => column.notNull())
    .addColumn('approvedBy', 'text')
    .addColumn('approvedByName', 'text')
    .addColumn('approvedAt', 'text')
    .addColumn('endedBy', 'text')
    .addColumn('endedByName', 'text')
    .addColumn('endedAt', 'text')
    .addColumn('bankReference', 'text')
    .addColumn('refusal', 'text')
    .addCheckConstraint('payoutByTwo', sql`approved_by is null or approved_by <> proposed_by`)
    .execute()
  await schema.createIndex('payoutByOrganisation').on('payout').columns(['organisationId', 'state']).execute()
}

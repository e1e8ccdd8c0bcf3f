import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/**
 * Which organisation pays for a session is fixed when it starts; what is corrected after its invoice comes with the next; and two
 * people take a journal back.
 */
export async function payers(database: Kysely<Schema>): Promise<void> {
  const { schema } = database
  await schema.alterTable('session').addColumn('payerAccountId', 'text').execute()
  // Of what is not billed yet, the card of now is all that is known; what was billed has its charge.
  await sql`update session set payer_account_id = (select postpaid_account.id from id_tag
      join postpaid_account on slug = postpaid_account where id_tag.id_tag = session.id_tag)
    where coalesce(total_idr, 0) = 0`.execute(database)
  await schema
    .createTable('postpaidCorrection')
    .addColumn('ref', 'text', (column) => column.primaryKey())
    .addColumn('sessionId', 'text', (column) => column.notNull().references('session.id'))
    .addColumn('accountId', 'text', (column) => column.notNull().references('postpaidAccount.id'))
    .addColumn('corrects', 'integer', (column) => column.notNull().references('invoice.number'))
    .addColumn('month', 'text', (column) => column.notNull())
    .addColumn('energyWh', 'bigint', (column) => column.notNull())
    .addColumn('amountIdr', 'bigint', (column) => column.notNull())
    .addColumn('pbjtIdr', 'bigint', (column) => column.notNull())
    .addColumn('ppnIdr', 'bigint', (column) => column.notNull())
    .addColumn('invoice', 'integer', (column) => column.references('invoice.number'))
    .execute()
  await schema
    .createIndex('postpaidCorrectionToInvoice')
    .on('postpaidCorrection')
    .columns(['accountId', 'invoice', 'month'])
    .execute()
  await schema
    .createTable('journalReversal')
    .addColumn('journalId', 'text', (column) => column.primaryKey().references('journal.id'))
    .addColumn('proposedBy', 'text', (column) => column.notNull())
    .addColumn('proposedByName', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('proposedAt', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('postpaidCorrectionOf').on('postpaidCorrection').column('sessionId').execute()
}

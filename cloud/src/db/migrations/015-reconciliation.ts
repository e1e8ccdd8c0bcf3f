import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/**
 * What providers say that they have settled, what became of each line, and which days have been matched; and the ids that
 * providers have used, for all processes.
 */
export async function reconciliation({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('settlementReport')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('gateway', 'text', (column) => column.notNull())
    .addColumn('contentHash', 'text', (column) => column.notNull())
    .addColumn('rowCount', 'integer', (column) => column.notNull())
    .addColumn('takenRows', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('problems', 'text', (column) => column.notNull())
    .addColumn('uploadedBy', 'text', (column) => column.notNull())
    .addColumn('uploadedAt', 'text', (column) => column.notNull())
    .addUniqueConstraint('settlementReportOnce', ['gateway', 'contentHash'])
    .execute()
  await schema
    .createTable('settlementRow')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('reportId', 'text', (column) => column.notNull().references('settlementReport.id'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('gateway', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('reference', 'text', (column) => column.notNull())
    .addColumn('providerRef', 'text', (column) => column.notNull())
    .addColumn('grossIdr', 'bigint', (column) => column.notNull())
    .addColumn('feeIdr', 'bigint', (column) => column.notNull())
    .addColumn('netIdr', 'bigint', (column) => column.notNull())
    .addColumn('settledAt', 'text', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('journalId', 'text', (column) => column.references('journal.id'))
    .addColumn('booked', 'integer', (column) => column.notNull())
    .addUniqueConstraint('settlementRowOnce', ['reportId', 'position'])
    .execute()
  await schema
    .createIndex('settlementRowByReference')
    .on('settlementRow')
    .columns(['gateway', 'kind', 'reference'])
    .execute()
  await schema.createIndex('settlementRowByJournal').on('settlementRow').column('journalId').execute()
  await schema
    .createIndex('settlementRowByTime')
    .on('settlementRow')
    .columns(['gateway', 'settledAt'])
    .execute()
  await schema.createIndex('journalByOccurrence').on('journal').columns(['occurredAt', 'id']).execute()
  await schema.createIndex('paymentByPaidAt').on('payment').column('paidAt').execute()
  await schema
    .createTable('dayMatch')
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('businessDay', 'text', (column) => column.notNull())
    .addColumn('match', 'text', (column) => column.notNull())
    .addColumn('matchedAt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('dayMatchPk', ['siteId', 'businessDay'])
    .execute()
  await schema
    .createTable('gatewayExternalId')
    .addColumn('gateway', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('externalId', 'text', (column) => column.notNull())
    .addColumn('bodyHash', 'text', (column) => column.notNull())
    .addColumn('seenAt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('gatewayExternalIdPk', ['gateway', 'day', 'externalId'])
    .execute()
}

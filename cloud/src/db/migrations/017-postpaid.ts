import type { Kysely } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { numbered } from './numbered.ts'

/** Organisations whose cards charge now and who pay by the month. */
export async function postpaid({ schema }: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await schema
    .createTable('postpaidAccount')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('taxNumber', 'text')
    .addColumn('payWithinDays', 'integer', (column) => column.notNull())
    .addColumn('blocked', 'integer', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .alterTable('idTag')
    .addColumn('postpaidAccount', 'text', (column) => column.references('postpaidAccount.slug'))
    .execute()
  await numbered(schema.createTable('invoice'), 'number', dialect)
    .addColumn('accountId', 'text', (column) => column.notNull().references('postpaidAccount.id'))
    .addColumn('month', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('totalIdr', 'bigint', (column) => column.notNull())
    .addColumn('issuedAt', 'text', (column) => column.notNull())
    .addColumn('dueOn', 'text', (column) => column.notNull())
    .addColumn('paidAt', 'text')
    .execute()
  await schema
    .createTable('postpaidCharge')
    .addColumn('sessionId', 'text', (column) => column.primaryKey().references('session.id'))
    .addColumn('accountId', 'text', (column) => column.notNull().references('postpaidAccount.id'))
    .addColumn('month', 'text', (column) => column.notNull())
    .addColumn('amountIdr', 'bigint', (column) => column.notNull())
    .addColumn('invoice', 'integer', (column) => column.references('invoice.number'))
    .execute()
  await schema
    .createIndex('postpaidChargeToInvoice')
    .on('postpaidCharge')
    .columns(['accountId', 'invoice', 'month'])
    .execute()
}

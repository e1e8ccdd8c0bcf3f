import type { Kysely } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { numbered } from './numbered.ts'

/** What a driver is given for money: written once, when a payment is settled. */
export async function receipts({ schema }: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await numbered(schema.createTable('receipt'), 'number', dialect)
    .addColumn('paymentId', 'text', (column) => column.notNull().unique().references('payment.id'))
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('issuedAt', 'text', (column) => column.notNull())
    .execute()
}

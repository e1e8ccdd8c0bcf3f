import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** What drivers say of their sessions; and what makes the nearest charger quick to find in a large network. */
export async function ratings({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('rating')
    .addColumn('paymentId', 'text', (column) => column.primaryKey().references('payment.id'))
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('stars', 'integer', (column) => column.notNull())
    .addColumn('word', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('ratingsOfSite').on('rating').columns(['siteId', 'paymentId']).execute()
  await schema.createIndex('siteByLatitude').on('site').columns(['latitude', 'longitude']).execute()
  await schema.createIndex('chargerBySite').on('charger').column('siteId').execute()
}

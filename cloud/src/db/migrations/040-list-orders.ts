import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** What long lists are sorted by, each with the column that tells equal rows apart. */
export async function listOrders(database: Kysely<Schema>): Promise<void> {
  const { schema } = database
  await schema.createIndex('sessionByStart').on('session').columns(['startedAt', 'transactionId']).execute()
  await schema.createIndex('paymentByCreation').on('payment').columns(['createdAt', 'id']).execute()
  await schema.createIndex('refundByCreation').on('refund').columns(['createdAt', 'id']).execute()
  await schema.createIndex('idTagByChange').on('idTag').columns(['updatedAt', 'idTag']).execute()
  await sql`create index wallet_by_name on wallet (lower(name), id)`.execute(database)
  await sql`create index user_by_name on "user" (lower(name), id)`.execute(database)
  await sql`create index user_by_creation on "user" (created_at, id)`.execute(database)
}

import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** What nobody got is found at once among all that was ever sent. */
export async function lostMessages({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createIndex('messageLost')
    .on('message')
    .column('settledAt')
    .where(sql<boolean>`state in ('failed', 'stopped', 'expired')`)
    .execute()
}

import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** What Start and Stop look up is found at once, however much a charger has told before. */
export async function messagePath({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createIndex('estimatedStart')
    .on('chargerEvent')
    .columns(['chargerId', 'occurredAt'])
    .where(sql.ref('kind'), '=', 'EstimatedStart')
    .execute()
  // A request may be longer than PostgreSQL takes in an index.
  await schema.alterTable('suspectMessage').addColumn('requestDigest', 'text').execute()
  await schema
    .createIndex('suspectMessageByRequest')
    .on('suspectMessage')
    .columns(['chargerId', 'requestDigest'])
    .execute()
}

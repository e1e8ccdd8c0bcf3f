import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** Where the next chargers could stand. */
export async function planning({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('planningStudy')
    .addColumn('slug', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('savedBy', 'text', (column) => column.notNull())
    .addColumn('savedAt', 'text', (column) => column.notNull())
    .execute()
}

import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** A paper's file is kept under an id of each attempt at sending it, so that one that broke off stands in nobody's way. */
export async function documentFiles({ schema }: Kysely<Schema>): Promise<void> {
  await schema.alterTable('siteDocument').addColumn('fileId', 'text').execute()
}

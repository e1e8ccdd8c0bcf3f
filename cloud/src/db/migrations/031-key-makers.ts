import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** A key is known by the person who made it: what takes two people is not done by one with two names. */
export async function keyMakers({ schema }: Kysely<Schema>): Promise<void> {
  await schema.alterTable('apiKey').addColumn('makerId', 'text').execute()
}

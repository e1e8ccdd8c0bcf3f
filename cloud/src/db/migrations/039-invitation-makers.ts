import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** An invitation is known by the person who sent it, and ends with their right to. */
export async function invitationMakers({ schema }: Kysely<Schema>): Promise<void> {
  await schema.alterTable('oneTimeLink').addColumn('makerId', 'text').execute()
}

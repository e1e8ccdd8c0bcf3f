import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** A charger's sessions in their order, for lists of its own and of partners with some chargers. */
export async function sessionLists({ schema }: Kysely<Schema>): Promise<void> {
  await schema.createIndex('sessionByCharger').on('session').columns(['chargerId', 'transactionId']).execute()
}

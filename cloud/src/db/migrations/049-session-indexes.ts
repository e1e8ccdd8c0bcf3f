import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/**
 * Each index of sessions by charger or card costs a page for each charger in each commit, most of what a Start and a Stop
 * write. The business facts in the order of time find what began before as well; a session has a day once it has ended; and a
 * card's sessions need no entry anew when one of them ends: those that are under way are few, and have a small index of their own.
 */
export async function sessionIndexes({ schema }: Kysely<Schema>): Promise<void> {
  await schema.dropIndex('sessionByConnector').execute()
  await schema.dropIndex('sessionFacts').execute()
  await schema
    .createIndex('sessionFacts')
    .unique()
    .on('session')
    .columns(['chargerId', 'connectorId', 'startedAt', 'meterStartWh'])
    .execute()
  await schema.dropIndex('sessionByDay').execute()
  await schema
    .createIndex('sessionByDay')
    .on('session')
    .column('businessDay')
    .where(sql.ref('businessDay'), 'is not', null)
    .execute()
  await schema.dropIndex('sessionByCard').execute()
  await schema.createIndex('sessionByCard').on('session').column('idTag').execute()
  await schema
    .createIndex('sessionOfCardUnderWay')
    .on('session')
    .column('idTag')
    .where(sql.ref('state'), '=', 'charging')
    .execute()
}

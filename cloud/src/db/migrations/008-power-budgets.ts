import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** What power a site has for its chargers, and what chargers and sockets were told of it. */
export async function powerBudgets(database: Kysely<Schema>): Promise<void> {
  const { schema } = database
  await schema.alterTable('connector').addColumn('leastPowerW', 'integer').execute()
  await schema
    .alterTable('connector')
    .addColumn('priority', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema
    .createTable('powerBudget')
    .addColumn('siteId', 'text', (column) => column.primaryKey().references('site.id'))
    .addColumn('limitW', 'integer', (column) => column.notNull())
    .addColumn('sharing', 'text', (column) => column.notNull())
    .addColumn('minOnS', 'integer', (column) => column.notNull())
    .addColumn('minOffS', 'integer', (column) => column.notNull())
    .addColumn('turnS', 'integer', (column) => column.notNull())
    .addColumn('longestWaitS', 'integer', (column) => column.notNull())
    .addColumn('updatedBy', 'text', (column) => column.notNull())
    .addColumn('updatedAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('chargerPower')
    .addColumn('chargerId', 'integer', (column) => column.primaryKey().references('charger.id'))
    .addColumn('permit', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('takesProfiles', 'integer', (column) => column.notNull())
    .addColumn('toldAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('socketPower')
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('connectorId', 'integer', (column) => column.notNull())
    .addColumn('transactionId', 'integer', (column) => column.notNull())
    .addColumn('limitW', 'integer', (column) => column.notNull())
    .addColumn('needW', 'integer')
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('wasOn', 'integer', (column) => column.notNull())
    .addColumn('toldW', 'integer')
    .addColumn('toldUntil', 'text')
    .addPrimaryKeyConstraint('socketPowerPk', ['chargerId', 'connectorId'])
    .execute()
}

import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { numbered } from './numbered.ts'

/** Claim codes, models and their configuration, raw frames, and whom to tell of what happens. */
export async function watching(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await settingUp(database)
  await validationByModel(database)
  const { schema } = database
  await numbered(schema.createTable('frame'), 'id', dialect)
    .addColumn('chargerId', 'integer', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('direction', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('frameByCharger').on('frame').columns(['chargerId', 'id']).execute()
  await schema
    .createTable('webhook')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('sealedSecret', 'text', (column) => column.notNull())
    .addColumn('types', 'text', (column) => column.notNull())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('webhookDelivery')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('webhookId', 'text', (column) => column.notNull().references('webhook.id'))
    .addColumn('eventId', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('nextAttemptAt', 'text', (column) => column.notNull())
    .addColumn('lastStatus', 'integer')
    .addColumn('lastProblem', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('deliveredAt', 'text')
    .execute()
  await schema
    .createIndex('webhookDeliveryDue')
    .on('webhookDelivery')
    .columns(['state', 'nextAttemptAt'])
    .execute()
  await schema
    .createIndex('webhookDeliveryByWebhook')
    .on('webhookDelivery')
    .columns(['webhookId', 'id'])
    .execute()
  await schema.alterTable('session').addColumn('readingsThinnedAt', 'text').execute()
  await schema
    .createIndex('sessionToThin')
    .on('session')
    .column('transactionId')
    .where(sql.ref('readingsThinnedAt'), 'is', null)
    .execute()
}

async function settingUp({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('claimCode')
    .addColumn('codeHash', 'text', (column) => column.primaryKey())
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('usedAt', 'text')
    .addColumn('serialNumber', 'text')
    .execute()
  await schema
    .createTable('configurationTemplate')
    .addColumn('slug', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('keys', 'text', (column) => column.notNull())
    .addColumn('updatedAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('chargerModel')
    .addColumn('vendor', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('validation', 'text', (column) => column.notNull())
    .addColumn('configurationTemplate', 'text', (column) => column.references('configurationTemplate.slug'))
    .addColumn('note', 'text')
    .addPrimaryKeyConstraint('chargerModelPk', ['vendor', 'model'])
    .execute()
  await schema
    .createTable('chargerConfiguration')
    .addColumn('chargerId', 'integer', (column) => column.primaryKey().references('charger.id'))
    .addColumn('keys', 'text', (column) => column.notNull())
    .addColumn('readAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .alterTable('charger')
    .addColumn('configurationTemplate', 'text', (column) => column.references('configurationTemplate.slug'))
    .execute()
}

/** How strictly a charger is judged follows from its model, unless it was said of the charger itself. */
async function validationByModel(database: Kysely<Schema>): Promise<void> {
  await database.schema.alterTable('charger').addColumn('ownValidation', 'text').execute()
  await sql`update charger set own_validation = validation where validation <> 'strict'`.execute(database)
  await database.schema.alterTable('charger').dropColumn('validation').execute()
}

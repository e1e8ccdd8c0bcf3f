import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** Who did what; requests that came twice; commands that wait for their charger; what became of suspect sessions. */
export async function operations(database: Kysely<Schema>): Promise<void> {
  await database.schema
    .createTable('auditEntry')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .execute()
  await database.schema
    .createIndex('auditEntryBySubject')
    .on('auditEntry')
    .columns(['subject', 'id'])
    .execute()
  await database.schema
    .createTable('idempotentRequest')
    .addColumn('apiKeyId', 'text', (column) => column.notNull())
    .addColumn('idempotencyKey', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('contentType', 'text')
    .addColumn('body', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotentRequestPk', ['apiKeyId', 'idempotencyKey'])
    .execute()
  await database.schema
    .createTable('queuedCommand')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('sentAt', 'text')
    .addColumn('finishedAt', 'text')
    .addColumn('outcome', 'text')
    .execute()
  await database.schema
    .createIndex('queuedCommandByCharger')
    .on('queuedCommand')
    .columns(['chargerId', 'state', 'id'])
    .execute()
  for (const column of ['stopSource', 'resolution', 'resolvedAt'] as const)
    await database.schema.alterTable('session').addColumn(column, 'text').execute()
  await database.schema.alterTable('suspectMessage').addColumn('resolution', 'text').execute()
  await database.schema.alterTable('charger').addColumn('lastMessageAt', 'text').execute()
}

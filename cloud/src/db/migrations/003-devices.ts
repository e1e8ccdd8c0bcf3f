import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { numbered } from './numbered.ts'

/** What a charger holds for us: reservations, its local list, its certificates; and what it sends up. */
export async function devices(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await numbered(schema.createTable('reservation'), 'reservationId', dialect)
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('connectorId', 'integer', (column) => column.notNull())
    .addColumn('idTag', 'text', (column) => column.notNull())
    .addColumn('parentIdTag', 'text')
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('detail', 'text')
    .addColumn('transactionId', 'bigint')
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('endedAt', 'text')
    .execute()
  await schema
    .createIndex('reservationByConnector')
    .on('reservation')
    .columns(['chargerId', 'connectorId', 'state'])
    .execute()
  await schema
    .createTable('localList')
    .addColumn('chargerId', 'integer', (column) => column.primaryKey().references('charger.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('entries', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('triedAt', 'text')
    .addColumn('syncedAt', 'text')
    .execute()
  await schema
    .createTable('certificateAuthority')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('certificate', 'text', (column) => column.notNull())
    .addColumn('sealedPrivateKey', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('chargerCertificate')
    .addColumn('serialNumber', 'text', (column) => column.primaryKey())
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('certificate', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('issuedAt', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('renewalAskedAt', 'text')
    .execute()
  await schema
    .createIndex('chargerCertificateByCharger')
    .on('chargerCertificate')
    .columns(['chargerId', 'expiresAt'])
    .execute()
  await uploads(numbered(schema.createTable('upload'), 'requestId', dialect))
  await schema.createIndex('uploadByCharger').on('upload').columns(['chargerId', 'requestId']).execute()
  await schema
    .createIndex('suspectMessageByCharger')
    .on('suspectMessage')
    .columns(['chargerId', 'receivedAt'])
    .execute()
  await schema
    .alterTable('charger')
    .addColumn('keepsLocalList', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema.alterTable('charger').addColumn('nextSecurityProfile', 'integer').execute()
}

async function uploads(table: CreateTableBuilder<string, string>): Promise<void> {
  await table
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('tokenHash', 'text', (column) => column.notNull().unique())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('fileName', 'text')
    .addColumn('sizeBytes', 'bigint')
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('receivedAt', 'text')
    .execute()
}

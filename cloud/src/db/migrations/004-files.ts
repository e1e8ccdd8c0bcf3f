import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { numbered } from './numbered.ts'

/** Files in pieces, firmware and who is to have it. */
export async function files(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('filePiece')
    .addColumn('fileId', 'text', (column) => column.notNull())
    .addColumn('piece', 'integer', (column) => column.notNull())
    .addColumn('bytes', dialect === 'sqlite' ? 'blob' : sql`bytea`, (column) => column.notNull())
    .addPrimaryKeyConstraint('filePiecePk', ['fileId', 'piece'])
    .execute()
  await schema
    .createTable('firmwareImage')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('fileName', 'text', (column) => column.notNull())
    .addColumn('location', 'text')
    .addColumn('signature', 'text')
    .addColumn('signingCertificate', 'text')
    .addColumn('sizeBytes', 'bigint')
    .addColumn('sha256', 'text')
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('firmwareCampaign')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('imageId', 'text', (column) => column.notNull().references('firmwareImage.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('wave', 'integer', (column) => column.notNull())
    .addColumn('maxFailures', 'integer', (column) => column.notNull())
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('finishedAt', 'text')
    .execute()
  await numbered(schema.createTable('firmwareUpdate'), 'requestId', dialect)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('imageId', 'text', (column) => column.notNull().references('firmwareImage.id'))
    .addColumn('campaignId', 'text', (column) => column.references('firmwareCampaign.id'))
    .addColumn('wave', 'integer')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('detail', 'text')
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('sentAt', 'text')
    .addColumn('updatedAt', 'text', (column) => column.notNull())
    .addColumn('finishedAt', 'text')
    .execute()
  await schema
    .createIndex('firmwareUpdateByCharger')
    .on('firmwareUpdate')
    .columns(['chargerId', 'requestId'])
    .execute()
  await schema
    .createIndex('firmwareUpdateByCampaign')
    .on('firmwareUpdate')
    .columns(['campaignId', 'wave'])
    .execute()
}

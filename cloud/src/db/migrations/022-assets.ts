import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { keepUnchanged } from './unchanging.ts'

/** Chargers and spare parts as stock at sites. */
export async function assets(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await items(database, dialect)
  await deliveryNotes(database, dialect)
  await stockTakings(database, dialect)
}

async function items(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('assetItem')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('tracked', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('assetMovement')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('itemId', 'text', (column) => column.notNull().references('assetItem.id'))
    .addColumn('serialNumber', 'text')
    .addColumn('quantity', 'integer', (column) => column.notNull().check(sql`quantity > 0`))
    .addColumn('fromPlace', 'text', (column) => column.notNull())
    .addColumn('toPlace', 'text', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('movedBy', 'text', (column) => column.notNull())
    .addColumn('movedAt', 'text', (column) => column.notNull())
    .addCheckConstraint('assetMoved', sql`from_place <> to_place`)
    .addCheckConstraint('assetOfOne', sql`serial_number is null or quantity = 1`)
    .execute()
  await schema.createIndex('assetMovementTo').on('assetMovement').columns(['toPlace', 'itemId']).execute()
  await schema.createIndex('assetMovementFrom').on('assetMovement').columns(['fromPlace', 'itemId']).execute()
  await schema
    .createIndex('assetMovementBySerial')
    .on('assetMovement')
    .columns(['serialNumber', 'itemId'])
    .execute()
  await keepUnchanged(database, dialect, {
    table: 'asset_movement',
    message: 'what was moved stays written down: move it back',
  })
  await schema
    .createTable('minimumStock')
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('itemId', 'text', (column) => column.notNull().references('assetItem.id'))
    .addColumn('quantity', 'integer', (column) => column.notNull())
    .addColumn('belowSince', 'text')
    .addPrimaryKeyConstraint('minimumStockPk', ['siteId', 'itemId'])
    .execute()
}

async function deliveryNotes(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await database.schema
    .createTable('deliveryNote')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('number', 'integer', (column) => column.notNull().unique())
    .addColumn('fromPlace', 'text', (column) => column.notNull())
    .addColumn('toPlace', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('lines', 'text', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('sentBy', 'text', (column) => column.notNull())
    .addColumn('sentAt', 'text', (column) => column.notNull())
    .addColumn('differences', 'text')
    .addColumn('endedBy', 'text')
    .addColumn('endedAt', 'text')
    .addColumn('endNote', 'text')
    .execute()
  const same = (column: string) => `new.${column} is not distinct from old.${column}`
  await keepUnchanged(database, dialect, {
    table: 'delivery_note',
    message: 'a delivery note is never changed',
    unless: [
      `old.state = 'sent'`,
      ...['id', 'number', 'from_place', 'to_place', 'lines', 'note', 'sent_by', 'sent_at'].map(same),
    ].join(' and '),
  })
}

async function stockTakings(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await database.schema
    .createTable('stockTaking')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('number', 'integer', (column) => column.notNull().unique())
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('startedBy', 'text', (column) => column.notNull())
    .addColumn('startedAt', 'text', (column) => column.notNull())
    .addColumn('closedBy', 'text')
    .addColumn('closedAt', 'text')
    .addColumn('outcome', 'text')
    .execute()
  await keepUnchanged(database, dialect, {
    table: 'stock_taking',
    message: 'a closed stock-taking is never changed',
    unless: `old.state = 'open'`,
  })
  await database.schema
    .createTable('stockCount')
    .addColumn('stockTakingId', 'text', (column) => column.notNull().references('stockTaking.id'))
    .addColumn('itemId', 'text', (column) => column.notNull().references('assetItem.id'))
    .addColumn('serialNumber', 'text', (column) => column.notNull())
    .addColumn('quantity', 'integer', (column) => column.notNull())
    .addColumn('countedBy', 'text', (column) => column.notNull())
    .addColumn('countedAt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('stockCountPk', ['stockTakingId', 'itemId', 'serialNumber'])
    .execute()
}

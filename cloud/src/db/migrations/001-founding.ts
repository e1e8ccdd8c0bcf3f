import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'

/** Sites, chargers, cards, tariffs, sessions with their readings, and the operators' keys. */
export async function founding(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await places(database, dialect)
  await cardsAndPrices(database)
  await sessions(database, dialect)
  await records(database, dialect)
}

async function places(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await database.schema
    .createTable('site')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('latitude', 'double precision', (column) => column.notNull())
    .addColumn('longitude', 'double precision', (column) => column.notNull())
    .addColumn('timeZone', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await numbered(database.schema.createTable('charger'), 'id', dialect)
    .addColumn('chargePointId', 'text', (column) => column.notNull().unique())
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('passwordHash', 'text')
    .addColumn('nextPasswordHash', 'text')
    .addColumn('securityProfile', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('validation', 'text', (column) => column.notNull().defaultTo('strict'))
    .addColumn('registration', 'text', (column) => column.notNull().defaultTo('Accepted'))
    .addColumn('vendor', 'text')
    .addColumn('model', 'text')
    .addColumn('serialNumber', 'text')
    .addColumn('firmwareVersion', 'text')
    .addColumn('meterType', 'text')
    .addColumn('meterSerialNumber', 'text')
    .addColumn('bootedAt', 'text')
    .addColumn('connectionEpoch', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('connected', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('connectedAt', 'text')
    .addColumn('disconnectedAt', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await database.schema
    .createTable('connector')
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('connectorId', 'integer', (column) => column.notNull())
    .addColumn('voltageV', 'integer')
    .addColumn('maxPowerW', 'integer')
    .addColumn('status', 'text')
    .addColumn('errorCode', 'text')
    .addColumn('info', 'text')
    .addColumn('vendorErrorCode', 'text')
    .addColumn('statusAt', 'text')
    .addPrimaryKeyConstraint('connectorPk', ['chargerId', 'connectorId'])
    .execute()
}

async function cardsAndPrices(database: Kysely<Schema>): Promise<void> {
  await database.schema
    .createTable('idTag')
    .addColumn('idTag', 'text', (column) => column.primaryKey())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text')
    .addColumn('parentIdTag', 'text')
    .addColumn('maxActiveSessions', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('label', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('updatedAt', 'text', (column) => column.notNull())
    .execute()
  await database.schema
    .createTable('tariff')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('siteId', 'text', (column) => column.references('site.id'))
    .addColumn('priceIdrPerKwh', 'bigint', (column) => column.notNull())
    .addColumn('validFrom', 'text', (column) => column.notNull())
    .addColumn('validUntil', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
}

async function sessions(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await numbered(database.schema.createTable('session'), 'transactionId', dialect)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('connectorId', 'bigint', (column) => column.notNull())
    .addColumn('idTag', 'text', (column) => column.notNull())
    .addColumn('parentIdTag', 'text')
    .addColumn('authorization', 'text', (column) => column.notNull())
    .addColumn('authorizationExpiresAt', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('startedAt', 'text', (column) => column.notNull())
    .addColumn('startReceivedAt', 'text', (column) => column.notNull())
    .addColumn('meterStartWh', 'bigint', (column) => column.notNull())
    .addColumn('reservationId', 'bigint')
    .addColumn('stoppedAt', 'text')
    .addColumn('stopReceivedAt', 'text')
    .addColumn('meterStopWh', 'bigint')
    .addColumn('stopReason', 'text')
    .addColumn('stopIdTag', 'text')
    .addColumn('stopAuthorization', 'text')
    .addColumn('tariffId', 'text', (column) => column.references('tariff.id'))
    .addColumn('priceIdrPerKwh', 'bigint')
    .addColumn('businessDay', 'text')
    .addColumn('energyWh', 'bigint')
    .addColumn('totalIdr', 'bigint')
    .addColumn('bill', 'text')
    .addColumn('suspectReasons', 'text', (column) => column.notNull().defaultTo('[]'))
    .execute()
  // The business facts by which a repeated StartTransaction is recognised.
  await database.schema
    .createIndex('sessionFacts')
    .unique()
    .on('session')
    .columns(['chargerId', 'connectorId', 'meterStartWh', 'startedAt'])
    .execute()
  await database.schema
    .createIndex('sessionOpen')
    .on('session')
    .columns(['chargerId', 'connectorId'])
    .where(sql.ref('state'), '=', 'charging')
    .execute()
  await database.schema
    .createIndex('sessionByConnector')
    .on('session')
    .columns(['chargerId', 'connectorId', 'startedAt'])
    .execute()
  await database.schema.createIndex('sessionByCard').on('session').columns(['idTag', 'state']).execute()
  await database.schema.createIndex('sessionByDay').on('session').column('businessDay').execute()
}

async function records(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await numbered(database.schema.createTable('meterValue'), 'id', dialect)
    .addColumn('chargerId', 'integer', (column) => column.notNull())
    .addColumn('connectorId', 'bigint', (column) => column.notNull())
    .addColumn('transactionId', 'bigint')
    .addColumn('measuredAt', 'text', (column) => column.notNull())
    .addColumn('receivedAt', 'text', (column) => column.notNull())
    .addColumn('energyWh', 'bigint')
    .addColumn('powerW', 'integer')
    .addColumn('voltageMv', 'integer')
    .addColumn('currentMa', 'integer')
    .addColumn('sampledValues', 'text', (column) => column.notNull())
    .execute()
  await database.schema
    .createIndex('meterValueBySession')
    .on('meterValue')
    .columns(['transactionId', 'measuredAt'])
    .execute()
  await database.schema
    .createTable('suspectMessage')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('reasons', 'text', (column) => column.notNull())
    .addColumn('sessionId', 'text')
    .addColumn('receivedAt', 'text', (column) => column.notNull())
    .addColumn('resolvedAt', 'text')
    .execute()
  await numbered(database.schema.createTable('chargerEvent'), 'id', dialect)
    .addColumn('chargerId', 'integer', (column) => column.notNull())
    .addColumn('connectorId', 'bigint')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('occurredAt', 'text', (column) => column.notNull())
    .addColumn('receivedAt', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .execute()
  await database.schema
    .createIndex('chargerEventByCharger')
    .on('chargerEvent')
    .columns(['chargerId', 'id'])
    .execute()
  await database.schema
    .createTable('apiKey')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('keyHash', 'text', (column) => column.notNull().unique())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('revokedAt', 'text')
    .execute()
}

/** A primary key that counts by itself and never gives a number twice. */
function numbered<Table extends string>(
  table: CreateTableBuilder<Table>,
  column: string,
  dialect: Dialect,
): CreateTableBuilder<Table, string> {
  return dialect === 'sqlite'
    ? table.addColumn(column, 'integer', (definition) => definition.primaryKey().autoIncrement())
    : table.addColumn(column, 'integer', (definition) => definition.primaryKey().generatedAlwaysAsIdentity())
}

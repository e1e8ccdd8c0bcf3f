import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { keepUnchanged } from './unchanging.ts'

/** Drivers' vehicles and cards, a company's limits on its cards, and what the law on personal data asks for. */
export async function drivers(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await driving(database)
  await companies(database)
  await privacy(database)
  const message = 'what was consented to is never changed'
  await keepUnchanged(database, dialect, { table: 'consent_entry', message })
}

async function driving(database: Kysely<Schema>): Promise<void> {
  await vehicles(database)
  await cards(database)
}

async function vehicles({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('driverPreference')
    .addColumn('userId', 'text', (column) => column.primaryKey().references('user.id'))
    .addColumn('notices', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('vehicle')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('plate', 'text')
    .addColumn('batteryWh', 'integer')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('vehicleByUser').on('vehicle').columns(['userId', 'id']).execute()
}

async function cards({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('driverCard')
    .addColumn('idTag', 'text', (column) => column.notNull().references('idTag.idTag'))
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('linkedAt', 'text', (column) => column.notNull())
    .addColumn('linkedBy', 'text', (column) => column.notNull())
    .addColumn('endedAt', 'text')
    .addColumn('replacedBy', 'text')
    .addPrimaryKeyConstraint('driverCardPk', ['idTag', 'linkedAt'])
    .execute()
  // A lost card stays its holder's for good; one that was handed back can be somebody else's.
  await schema
    .createIndex('driverCardOnce')
    .unique()
    .on('driverCard')
    .column('idTag')
    .where(sql.ref('state'), '<>', 'returned')
    .execute()
  await schema.createIndex('driverCardByUser').on('driverCard').columns(['userId', 'idTag']).execute()
  await schema
    .createTable('cardOrder')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('sealedDelivery', 'text')
    .addColumn('replaces', 'text', (column) => column.references('idTag.idTag'))
    .addColumn('idTag', 'text', (column) => column.references('idTag.idTag'))
    .addColumn('orderedAt', 'text', (column) => column.notNull())
    .addColumn('settledAt', 'text')
    .execute()
  await schema.createIndex('cardOrderByUser').on('cardOrder').columns(['userId', 'id']).execute()
  await schema.createIndex('cardOrderByState').on('cardOrder').columns(['state', 'id']).execute()
  await schema
    .createTable('cardLink')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id'))
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('idTag', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('askedAt', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('tappedAt', 'text')
    .execute()
  await schema.createIndex('cardLinkByCharger').on('cardLink').columns(['chargerId', 'expiresAt']).execute()
  await schema.createIndex('cardLinkByUser').on('cardLink').columns(['userId', 'askedAt']).execute()
}

async function companies({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .alterTable('postpaidAccount')
    .addColumn('organisationId', 'text', (column) => column.references('organisation.id'))
    .execute()
  await schema
    .createTable('cardLimit')
    .addColumn('idTag', 'text', (column) => column.notNull().references('idTag.idTag'))
    .addColumn('per', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('amount', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('cardLimitPk', ['idTag', 'per', 'unit'])
    .execute()
  await schema
    .createTable('cardBlock')
    .addColumn('idTag', 'text', (column) => column.notNull().references('idTag.idTag'))
    .addColumn('side', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('cardBlockPk', ['idTag', 'side'])
    .execute()
  await schema
    .createTable('sessionAllowance')
    .addColumn('transactionId', 'integer', (column) =>
      column.primaryKey().references('session.transactionId'),
    )
    .addColumn('limitWh', 'integer', (column) => column.notNull())
    .addColumn('limitSeconds', 'integer')
    .addColumn('limitIdr', 'bigint', (column) => column.notNull())
    .addColumn('limitedBy', 'text')
    .addColumn('dueAt', 'text')
    .execute()
  await schema.createIndex('sessionAllowanceDue').on('sessionAllowance').column('dueAt').execute()
}

async function privacy(database: Kysely<Schema>): Promise<void> {
  await people(database)
  await breaches(database)
}

async function people({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('personKey')
    .addColumn('personId', 'text', (column) => column.primaryKey())
    .addColumn('sealedKey', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('forgottenAt', 'text')
    .execute()
  await schema
    .createTable('consentEntry')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('given', 'integer', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('sealedAddress', 'text')
    .execute()
  await schema.createIndex('consentEntryByUser').on('consentEntry').columns(['userId', 'id']).execute()
}

async function breaches({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('breach')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('exposedData', 'text', (column) => column.notNull())
    .addColumn('whatHappened', 'text', (column) => column.notNull())
    .addColumn('remedy', 'text', (column) => column.notNull())
    .addColumn('affected', 'text', (column) => column.notNull())
    .addColumn('happenedAt', 'text', (column) => column.notNull())
    .addColumn('discoveredAt', 'text', (column) => column.notNull())
    .addColumn('deadlineAt', 'text', (column) => column.notNull())
    .addColumn('nextReminderAt', 'text')
    .addColumn('noticesAskedAt', 'text')
    .addColumn('peopleToldAt', 'text')
    .addColumn('authorityToldAt', 'text')
    .addColumn('authorityReference', 'text')
    .execute()
  await schema
    .createTable('breachPerson')
    .addColumn('breachId', 'text', (column) => column.notNull().references('breach.id'))
    .addColumn('userId', 'text', (column) => column.notNull())
    .addColumn('foundAt', 'text', (column) => column.notNull())
    .addColumn('toldAt', 'text')
    .addColumn('messageId', 'text')
    .addColumn('problem', 'text')
    .addPrimaryKeyConstraint('breachPersonPk', ['breachId', 'userId'])
    .execute()
}

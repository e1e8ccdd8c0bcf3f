import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** Sockets that drivers hold, sites' papers, what a post costs, and the reports that are sent of it all. */
export async function economics(database: Kysely<Schema>): Promise<void> {
  await heldSockets(database)
  await papers(database)
  await costs(database)
  await reports(database)
}

async function heldSockets({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('driverReservation')
    .addColumn('reservationId', 'integer', (column) =>
      column.primaryKey().references('reservation.reservationId'),
    )
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id'))
    .addColumn('heldBy', 'text', (column) => column.notNull())
    .addColumn('wrongCodes', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('askedAt', 'text', (column) => column.notNull())
    .addColumn('arrivedAt', 'text')
    .addColumn('letGoAt', 'text')
    .execute()
  await schema
    .createIndex('driverReservationByUser')
    .on('driverReservation')
    .columns(['userId', 'askedAt'])
    .execute()
  await schema
    .createIndex('reservationByCharger')
    .on('reservation')
    .columns(['chargerId', 'createdAt'])
    .execute()
}

async function papers({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('siteDocument')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('chargerId', 'integer', (column) => column.references('charger.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('number', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text')
    .addColumn('issuedOn', 'text', (column) => column.notNull())
    .addColumn('expiresOn', 'text')
    .addColumn('fileName', 'text')
    .addColumn('mediaType', 'text')
    .addColumn('sizeBytes', 'integer')
    .addColumn('savedBy', 'text', (column) => column.notNull())
    .addColumn('savedAt', 'text', (column) => column.notNull())
    .addColumn('withdrawnAt', 'text')
    .execute()
  await schema
    .createIndex('siteDocumentBySite')
    .on('siteDocument')
    .columns(['siteId', 'kind', 'issuedOn'])
    .execute()
  await schema
    .createTable('documentReminders')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('sealedRecipients', 'text', (column) => column.notNull())
    .addColumn('daysBefore', 'text', (column) => column.notNull())
    .addColumn('savedBy', 'text', (column) => column.notNull())
    .addColumn('savedAt', 'text', (column) => column.notNull())
    .execute()
}

async function costs({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('purchaseTariff')
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('validFrom', 'text', (column) => column.notNull())
    .addColumn('priceSenPerKwh', 'integer', (column) => column.notNull())
    .addColumn('standingIdrPerMonth', 'integer', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('savedBy', 'text', (column) => column.notNull())
    .addColumn('savedAt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('purchaseTariffPk', ['siteId', 'validFrom'])
    .execute()
  await schema
    .createTable('postCost')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('chargerId', 'integer', (column) => column.references('charger.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('amountIdr', 'integer', (column) => column.notNull())
    .addColumn('fromMonth', 'text', (column) => column.notNull())
    .addColumn('untilMonth', 'text')
    .addColumn('note', 'text')
    .addColumn('savedBy', 'text', (column) => column.notNull())
    .addColumn('savedAt', 'text', (column) => column.notNull())
    .execute()
}

async function reports({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('reportSchedule')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('every', 'text', (column) => column.notNull())
    .addColumn('organisationId', 'text', (column) => column.references('organisation.id'))
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('timeZone', 'text', (column) => column.notNull())
    .addColumn('sealedRecipients', 'text', (column) => column.notNull())
    .addColumn('maskedRecipients', 'text', (column) => column.notNull())
    .addColumn('startsOn', 'text', (column) => column.notNull())
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('endedAt', 'text')
    .execute()
  await schema
    .createTable('report')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('scheduleId', 'text', (column) => column.notNull().references('reportSchedule.id'))
    .addColumn('fromDay', 'text', (column) => column.notNull())
    .addColumn('untilDay', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('writtenAt', 'text', (column) => column.notNull())
    .addUniqueConstraint('reportOnce', ['scheduleId', 'fromDay'])
    .execute()
}

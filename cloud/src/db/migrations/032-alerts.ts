import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { keepUnchanged } from './unchanging.ts'

/** Alerts, whom they are told, the incidents that come of them, risks, and what the sockets were doing when. */
export async function alerts(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await rulesAndContacts(database)
  await alertsAndNews(database)
  await incidents(database, dialect)
  await risks(database)
  await spans(database)
  await whatWaits(database)
  await firstRules(database)
}

async function rulesAndContacts({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('alertRule')
    .addColumn('slug', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('siteId', 'text', (column) => column.references('site.id'))
    .addColumn('opensIncident', 'integer', (column) => column.notNull())
    .addColumn('steps', 'text', (column) => column.notNull())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('readThrough', 'integer')
    .addColumn('savedBy', 'text', (column) => column.notNull())
    .addColumn('savedAt', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('alertContact')
    .addColumn('slug', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('sealedAddress', 'text')
    .addColumn('maskedAddress', 'text')
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('timeZone', 'text', (column) => column.notNull())
    .addColumn('quietFrom', 'text')
    .addColumn('quietUntil', 'text')
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('messageId', 'text')
    .addColumn('problem', 'text')
    .addColumn('savedBy', 'text', (column) => column.notNull())
    .addColumn('savedAt', 'text', (column) => column.notNull())
    .execute()
}

async function alertsAndNews({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('alert')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('openKey', 'text', (column) => column.unique())
    .addColumn('siteId', 'text', (column) => column.references('site.id'))
    .addColumn('chargerId', 'integer', (column) => column.references('charger.id'))
    .addColumn('connectorId', 'integer')
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('beganAt', 'text', (column) => column.notNull())
    .addColumn('raisedAt', 'text', (column) => column.notNull())
    .addColumn('goneSince', 'text')
    .addColumn('clearedAt', 'text')
    .addColumn('incidentNumber', 'integer')
    .addColumn('acknowledgedAt', 'text')
    .addColumn('stepsTold', 'integer', (column) => column.notNull())
    .addColumn('nextStepAt', 'text')
    .execute()
  await schema.createIndex('alertByIncident').on('alert').column('incidentNumber').execute()
  await schema.createIndex('alertByNextStep').on('alert').column('nextStepAt').execute()
  await schema
    .createTable('alertNews')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('contact', 'text', (column) => column.notNull())
    .addColumn('lane', 'text', (column) => column.notNull())
    .addColumn('alertId', 'text', (column) => column.notNull().references('alert.id'))
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('pending', 'integer')
    .addColumn('messageId', 'text')
    .addColumn('toldAt', 'text')
    .execute()
  await schema.createIndex('alertNewsPending').on('alertNews').columns(['pending', 'contact']).execute()
  await schema.createIndex('alertNewsOfAlert').on('alertNews').column('alertId').execute()
  await schema.createIndex('alertNewsOfMessage').on('alertNews').column('messageId').execute()
  await schema
    .createTable('alertLane')
    .addColumn('contact', 'text', (column) => column.notNull())
    .addColumn('lane', 'text', (column) => column.notNull())
    .addColumn('toldAt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('alertLanePk', ['contact', 'lane'])
    .execute()
}

/** What waits for a person is looked for every minute, among all sessions that there ever were. */
async function whatWaits({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createIndex('sessionInDoubt')
    .on('session')
    .column('transactionId')
    .where(sql<boolean>`suspect_reasons <> '[]' and resolution is null`)
    .execute()
  await schema
    .createIndex('paymentExceptionOpen')
    .on('paymentException')
    .column('createdAt')
    .where(sql<boolean>`resolved_at is null`)
    .execute()
}

async function incidents(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('incident')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('cause', 'text', (column) => column.notNull())
    .addColumn('openCause', 'text', (column) => column.unique())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('siteId', 'text', (column) => column.references('site.id'))
    .addColumn('chargerId', 'integer', (column) => column.references('charger.id'))
    .addColumn('connectorId', 'integer')
    .addColumn('openedAt', 'text', (column) => column.notNull())
    .addColumn('acknowledgedAt', 'text')
    .addColumn('acknowledgedBy', 'text')
    .addColumn('assigneeId', 'text')
    .addColumn('recoveredAt', 'text')
    .addColumn('closedAt', 'text')
    .addColumn('closedBy', 'text')
    .addColumn('resolution', 'text')
    .execute()
  await schema.createIndex('incidentByCharger').on('incident').columns(['chargerId', 'number']).execute()
  await schema.createIndex('incidentBySite').on('incident').columns(['siteId', 'number']).execute()
  await schema
    .createTable('incidentEntry')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('incidentNumber', 'integer', (column) => column.notNull().references('incident.number'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('writtenBy', 'text', (column) => column.notNull())
    .addColumn('text', 'text')
    .addColumn('detail', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('incidentEntryOf').on('incidentEntry').columns(['incidentNumber', 'id']).execute()
  await keepUnchanged(database, dialect, {
    table: 'incident_entry',
    message: 'what was written down of an incident stays: add to it',
  })
  await schema
    .createTable('incidentPhoto')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('incidentNumber', 'integer', (column) => column.notNull().references('incident.number'))
    .addColumn('contentType', 'text', (column) => column.notNull())
    .addColumn('sizeBytes', 'integer', (column) => column.notNull())
    .addColumn('takenBy', 'text', (column) => column.notNull())
    .addColumn('takenAt', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('incidentPhotoOf').on('incidentPhoto').columns(['incidentNumber', 'id']).execute()
  await schema
    .createTable('faultReport')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('incidentNumber', 'integer', (column) => column.notNull().references('incident.number'))
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('connectorId', 'integer')
    .addColumn('fault', 'text', (column) => column.notNull())
    .addColumn('sealedWords', 'text')
    .addColumn('sealedPhone', 'text')
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('toldAt', 'text')
    .execute()
  await schema.createIndex('faultReportOf').on('faultReport').columns(['incidentNumber', 'id']).execute()
  await schema
    .createIndex('faultReportByCharger')
    .on('faultReport')
    .columns(['chargerId', 'createdAt'])
    .execute()
}

async function risks({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('risk')
    .addColumn('slug', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('counts', 'text', (column) => column.notNull())
    .addColumn('safety', 'integer', (column) => column.notNull())
    .addColumn('money', 'integer', (column) => column.notNull())
    .addColumn('service', 'integer', (column) => column.notNull())
    .addColumn('reputation', 'integer', (column) => column.notNull())
    .addColumn('treatment', 'text', (column) => column.notNull())
    .addColumn('savedBy', 'text', (column) => column.notNull())
    .addColumn('savedAt', 'text', (column) => column.notNull())
    .execute()
}

async function spans({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('socketSpan')
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('connectorId', 'integer', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('until', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('socketSpanPk', ['chargerId', 'connectorId', 'since'])
    .execute()
  await schema.createIndex('socketSpanUntil').on('socketSpan').column('until').execute()
  await schema
    .createTable('socketWatch')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('lookedAt', 'text', (column) => column.notNull())
    .execute()
}

/** What every network wants to know. Whom they tell is for people to say. */
async function firstRules(database: Kysely<Schema>): Promise<void> {
  const rules = [
    ['offline', 'Tidak terhubung', { minutes: 10 }, 'critical', 1],
    ['fault', 'Gangguan', { seconds: 0 }, 'critical', 1],
    ['door', 'Pintu atau rumah dibuka paksa', { byCard: false, quietMinutes: 60 }, 'critical', 1],
    ['refused-connections', 'Kata sandi stasiun salah', { quietMinutes: 60 }, 'warning', 1],
    ['report', 'Laporan pengemudi', {}, 'warning', 1],
    ['suspect-sessions', 'Sesi meragukan', {}, 'notice', 0],
    ['payment-exceptions', 'Pembayaran perlu diperiksa', {}, 'notice', 0],
    ['certificates', 'Sertifikat hampir habis', { days: 14 }, 'warning', 0],
    ['takings', 'Pendapatan jauh di bawah biasa', { percentOfUsual: 40, leastUsualIdr: 50_000 }, 'notice', 0],
    ['wrong-passwords', 'Kata sandi salah berulang', { quietMinutes: 60 }, 'warning', 0],
  ] as const
  const kinds: Readonly<Record<string, string>> = {
    'refused-connections': 'refusedConnections',
    'suspect-sessions': 'suspectSession',
    'payment-exceptions': 'paymentException',
    certificates: 'certificate',
    'wrong-passwords': 'wrongPasswords',
  }
  for (const [slug, name, parameters, severity, opensIncident] of rules)
    await database
      .insertInto('alertRule')
      .values({
        ...{ slug, name, kind: kinds[slug] ?? slug, parameters: JSON.stringify(parameters), severity },
        ...{ siteId: null, opensIncident, steps: '[]', active: 1, readThrough: null },
        ...{ savedBy: 'Colok', savedAt: '2026-11-23T00:00:00.000Z' },
      })
      .execute()
}

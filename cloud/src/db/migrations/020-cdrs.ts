import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { keepUnchanged } from './unchanging.ts'

/** Signed meter readings with the keys that vouch for them, sealed records of what sessions cost, and their corrections. */
export async function cdrs(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('meterKey')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('connectorId', 'integer', (column) => column.notNull())
    .addColumn('keyId', 'text', (column) => column.notNull())
    .addColumn('publicKey', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('toldAt', 'text', (column) => column.notNull())
    .addColumn('decidedAt', 'text')
    .addColumn('decidedBy', 'text')
    .addUniqueConstraint('meterKeyOnce', ['chargerId', 'connectorId', 'keyId'])
    .execute()
  await schema
    .createTable('signedReading')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('sessionId', 'text', (column) => column.notNull().references('session.id'))
    .addColumn('keyId', 'text', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('recordHash', 'text', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('receivedAt', 'text', (column) => column.notNull())
    .addUniqueConstraint('signedReadingOnce', ['sessionId', 'recordHash'])
    .execute()
  await schema.createIndex('signedReadingByKey').on('signedReading').columns(['keyId', 'verdict']).execute()
  await schema.alterTable('session').addColumn('signatureVerdict', 'text').execute()
  await sealedRecords(database, dialect)
  await laterRefunds(database)
}

/** A session that is corrected after its money went back has more to go back: a payment may have more than one refund. */
async function laterRefunds(database: Kysely<Schema>): Promise<void> {
  const { schema } = database
  await schema
    .createTable('refundAnew')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('reference', 'text', (column) => column.notNull().unique())
    .addColumn('paymentId', 'text', (column) => column.references('payment.id'))
    .addColumn('walletId', 'text', (column) => column.references('wallet.id'))
    .addColumn('occasion', 'text', (column) => column.notNull().defaultTo('end'))
    .addColumn('amountIdr', 'bigint', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('dueAt', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('problem', 'text')
    .addColumn('sealedClaim', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('endedAt', 'text')
    .addUniqueConstraint('refundOncePerOccasion', ['paymentId', 'occasion'])
    .execute()
  const kept = `id, reference, payment_id, amount_idr, reason, state, due_at, attempts, problem, sealed_claim, created_at,
    ended_at, wallet_id`
  await sql
    .raw(`insert into refund_anew (${kept}, occasion) select ${kept}, 'end' from refund`)
    .execute(database)
  await schema.dropTable('refund').execute()
  await schema.alterTable('refundAnew').renameTo('refund').execute()
  await schema.createIndex('refundDue').on('refund').column('dueAt').execute()
  await schema.createIndex('refundByState').on('refund').columns(['state', 'id']).execute()
  await schema.createIndex('refundByWallet').on('refund').columns(['walletId', 'id']).execute()
}

async function sealedRecords(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('cdr')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('sessionId', 'text', (column) => column.notNull().references('session.id'))
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('credits', 'text', (column) => column.unique().references('cdr.id'))
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('businessDay', 'text', (column) => column.notNull())
    .addColumn('totalIdr', 'bigint', (column) => column.notNull())
    .addColumn('energyWh', 'bigint', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('sealedAt', 'text', (column) => column.notNull())
    .addUniqueConstraint('cdrOfSession', ['sessionId', 'kind', 'version'])
    .execute()
  await schema.createIndex('cdrBySite').on('cdr').columns(['siteId', 'businessDay', 'number']).execute()
  await schema.createIndex('cdrByDay').on('cdr').columns(['businessDay', 'number']).execute()
  const message = 'a CDR is sealed: a correction is a credit and a new one'
  await keepUnchanged(database, dialect, { table: 'cdr', message })
  // A replaced row would be deleted without its trigger being asked, so what is there already is refused first.
  if (dialect === 'sqlite')
    await sql
      .raw(
        `create trigger cdr_not_replaced before insert on cdr
         when exists (select 1 from cdr where number = new.number or id = new.id)
         begin select raise(abort, '${message}'); end`,
      )
      .execute(database)
}

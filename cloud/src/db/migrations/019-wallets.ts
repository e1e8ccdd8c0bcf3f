import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { numbered } from './numbered.ts'

/**
 * Wallets: who has one, what of it is set aside, the sessions that it pays for, and what posts may spend of it without asking.
 * A payment may be for a wallet instead of a post, a refund out of a wallet, a receipt for a session that a wallet paid.
 */
export async function wallets(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('wallet')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('userId', 'text', (column) => column.unique())
    .addColumn('frozen', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('planDue', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('walletToPlan').on('wallet').columns(['planDue', 'id']).execute()
  await schema
    .alterTable('idTag')
    .addColumn('walletId', 'text', (column) => column.references('wallet.id'))
    .execute()
  await schema.createIndex('idTagByWallet').on('idTag').column('walletId').execute()
  await schema
    .createTable('walletHold')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('walletId', 'text', (column) => column.notNull().references('wallet.id'))
    .addColumn('idTag', 'text', (column) => column.notNull())
    .addColumn('chargerId', 'integer', (column) => column.notNull().references('charger.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('amountIdr', 'bigint', (column) => column.notNull())
    .addColumn('price', 'text')
    .addColumn('limitedBy', 'text')
    .addColumn('sessionId', 'text', (column) => column.unique().references('session.id'))
    .addColumn('dueAt', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('endedAt', 'text')
    .execute()
  await schema.createIndex('walletHoldDue').on('walletHold').column('dueAt').execute()
  await schema
    .createIndex('walletHoldAtPost')
    .on('walletHold')
    .columns(['chargerId', 'idTag', 'state'])
    .execute()
  await schema.createIndex('walletHoldOfWallet').on('walletHold').columns(['walletId', 'state']).execute()
  await schema
    .createTable('walletSession')
    .addColumn('sessionId', 'text', (column) => column.primaryKey().references('session.id'))
    .addColumn('walletId', 'text', (column) => column.notNull().references('wallet.id'))
    .addColumn('usedIdr', 'bigint')
    .addColumn('owedIdr', 'bigint')
    .addColumn('settledAt', 'text')
    .execute()
  await schema
    .createIndex('walletSessionByWallet')
    .on('walletSession')
    .columns(['walletId', 'sessionId'])
    .execute()
  await schema
    .createTable('walletPost')
    .addColumn('chargerId', 'integer', (column) => column.primaryKey().references('charger.id'))
    .addColumn('knowsLimits', 'integer')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('problem', 'text')
    .addColumn('triedAt', 'text')
    .addColumn('syncedAt', 'text')
    .execute()
  await paymentsForWallets(database, dialect)
  await refundsFromWallets(database, dialect)
  await receiptsOfWallets(database, dialect)
}

/** A top-up happens at no post, and at no price of energy. */
async function paymentsForWallets(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema.dropIndex('paymentByConnector').execute()
  if (dialect === 'postgres') {
    await schema
      .alterTable('payment')
      .alterColumn('chargerId', (column) => column.dropNotNull())
      .alterColumn('connectorId', (column) => column.dropNotNull())
      .alterColumn('price', (column) => column.dropNotNull())
      .execute()
  } else await sqliteColumnsMayBeNull(database)
  await schema
    .alterTable('payment')
    .addColumn('walletId', 'text', (column) => column.references('wallet.id'))
    .execute()
  await schema
    .createIndex('paymentByConnector')
    .on('payment')
    .columns(['chargerId', 'connectorId', 'state'])
    .execute()
  await schema.createIndex('paymentByWallet').on('payment').columns(['walletId', 'id']).execute()
}

/** SQLite takes a NOT NULL back by another column in its place only; other tables go on referring to this one. */
async function sqliteColumnsMayBeNull(database: Kysely<Schema>): Promise<void> {
  const columns = [
    { name: 'charger_id', type: 'integer references charger (id)' },
    { name: 'connector_id', type: 'integer' },
    { name: 'price', type: 'text' },
  ]
  for (const { name, type } of columns) {
    const statements = [
      `alter table payment add column new_${name} ${type}`,
      `update payment set new_${name} = ${name}`,
      `alter table payment drop column ${name}`,
      `alter table payment rename column new_${name} to ${name}`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(database)
  }
}

/** What is paid out of a wallet goes back for no one payment. */
async function refundsFromWallets(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  if (dialect === 'postgres') {
    await schema
      .alterTable('refund')
      .alterColumn('paymentId', (column) => column.dropNotNull())
      .execute()
    await schema
      .alterTable('refund')
      .addColumn('walletId', 'text', (column) => column.references('wallet.id'))
      .execute()
  } else {
    await schema.alterTable('refund').renameTo('oldRefund').execute()
    await schema
      .createTable('refund')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('reference', 'text', (column) => column.notNull().unique())
      .addColumn('paymentId', 'text', (column) => column.unique().references('payment.id'))
      .addColumn('amountIdr', 'bigint', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('dueAt', 'text')
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('problem', 'text')
      .addColumn('sealedClaim', 'text')
      .addColumn('createdAt', 'text', (column) => column.notNull())
      .addColumn('endedAt', 'text')
      .addColumn('walletId', 'text', (column) => column.references('wallet.id'))
      .execute()
    await sql
      .raw(
        `insert into refund select id, reference, payment_id, amount_idr, reason, state, due_at, attempts, problem,
           sealed_claim, created_at, ended_at, null from old_refund`,
      )
      .execute(database)
    await schema.dropTable('oldRefund').execute()
    await schema.createIndex('refundDue').on('refund').column('dueAt').execute()
    await schema.createIndex('refundByState').on('refund').columns(['state', 'id']).execute()
  }
  await schema.createIndex('refundByWallet').on('refund').columns(['walletId', 'id']).execute()
}

async function receiptsOfWallets(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  if (dialect === 'postgres') {
    await schema
      .alterTable('receipt')
      .alterColumn('paymentId', (column) => column.dropNotNull())
      .execute()
    await schema
      .alterTable('receipt')
      .addColumn('sessionId', 'text', (column) => column.unique().references('session.id'))
      .execute()
    return
  }
  await schema.alterTable('receipt').renameTo('oldReceipt').execute()
  await numbered(schema.createTable('receipt'), 'number', dialect)
    .addColumn('paymentId', 'text', (column) => column.unique().references('payment.id'))
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('issuedAt', 'text', (column) => column.notNull())
    .addColumn('sessionId', 'text', (column) => column.unique().references('session.id'))
    .execute()
  await sql
    .raw(`insert into receipt select number, payment_id, content, issued_at, null from old_receipt`)
    .execute(database)
  await schema.dropTable('oldReceipt').execute()
}

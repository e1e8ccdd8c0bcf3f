import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** Money that is only set aside at its owner's, money that nobody knows the owner of, and what posts were told to show. */
export async function paymentLeftovers({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('walletLink')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('gateway', 'text', (column) => column.notNull())
    .addColumn('sealedToken', 'text')
    .addColumn('accessExpiresAt', 'text')
    .addColumn('refreshExpiresAt', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('endedAt', 'text')
    .execute()
  await schema
    .createTable('walletReserve')
    .addColumn('paymentId', 'text', (column) => column.primaryKey().references('payment.id'))
    .addColumn('linkId', 'text', (column) => column.notNull().references('walletLink.id'))
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text')
    .addColumn('captureIdr', 'bigint')
    .addColumn('captures', 'text')
    .addColumn('dueAt', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .execute()
  await schema.createIndex('walletReserveDue').on('walletReserve').column('dueAt').execute()
  await schema
    .createTable('strayMoney')
    .addColumn('exceptionId', 'text', (column) => column.primaryKey().references('paymentException.id'))
    .addColumn('gateway', 'text', (column) => column.notNull())
    .addColumn('reference', 'text', (column) => column.notNull())
    .addColumn('providerRef', 'text')
    .addColumn('method', 'text')
    .addColumn('amountIdr', 'bigint', (column) => column.notNull())
    .addColumn('receivedAt', 'text', (column) => column.notNull())
    .addColumn('refundReference', 'text', (column) => column.notNull().unique())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('dueAt', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('problem', 'text')
    .addColumn('endedAt', 'text')
    .execute()
  await schema.createIndex('strayMoneyDue').on('strayMoney').column('dueAt').execute()
  await schema
    .createTable('postDisplay')
    .addColumn('chargerId', 'integer', (column) => column.primaryKey().references('charger.id'))
    .addColumn('told', 'text')
    .addColumn('listens', 'integer', (column) => column.notNull())
    .addColumn('toldAt', 'text', (column) => column.notNull())
    .execute()
}

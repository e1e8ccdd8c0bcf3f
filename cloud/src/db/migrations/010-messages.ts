import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** Messages to people: what is to be sent, each attempt at it, what came back, who wants none, and what one costs. */
export async function messages(database: Kysely<Schema>): Promise<void> {
  await outbox(database)
  await attempts(database)
  await contacts(database)
  await prices(database)
}

async function outbox({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('message')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('dedupeKey', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('timeZone', 'text', (column) => column.notNull())
    .addColumn('sealedAddresses', 'text', (column) => column.notNull())
    .addColumn('sealedParameters', 'text')
    .addColumn('recipientHash', 'text', (column) => column.notNull())
    .addColumn('addressIndex', 'integer', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('maskedAddress', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('priority', 'integer', (column) => column.notNull())
    .addColumn('dueAt', 'text')
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('settledAt', 'text')
    .execute()
  await schema
    .createIndex('messageDue')
    .on('message')
    .columns(['priority', 'dueAt'])
    .where('dueAt', 'is not', null)
    .execute()
  await schema
    .createIndex('messageByRecipient')
    .on('message')
    .columns(['recipientHash', 'createdAt'])
    .execute()
}

async function attempts({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('messageAttempt')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('messageId', 'text', (column) => column.notNull().references('message.id'))
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('addressIndex', 'integer', (column) => column.notNull())
    .addColumn('addressHash', 'text', (column) => column.notNull())
    .addColumn('maskedAddress', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('providerId', 'text')
    .addColumn('form', 'text')
    .addColumn('reason', 'text')
    .addColumn('code', 'text')
    .addColumn('detail', 'text')
    .addColumn('priceIdr', 'bigint')
    .addColumn('delivery', 'text')
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('startedAt', 'text', (column) => column.notNull())
    .addColumn('endedAt', 'text')
    .addColumn('deliveredAt', 'text')
    .addColumn('readAt', 'text')
    .execute()
  await schema.createIndex('messageAttemptByMessage').on('messageAttempt').column('messageId').execute()
  await schema
    .createIndex('messageAttemptByProvider')
    .on('messageAttempt')
    .columns(['channel', 'providerId'])
    .execute()
  await schema.createIndex('messageAttemptByDay').on('messageAttempt').column('day').execute()
}

async function contacts({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('messageContact')
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('addressHash', 'text', (column) => column.notNull())
    .addColumn('maskedAddress', 'text', (column) => column.notNull())
    .addColumn('lastReceivedAt', 'text')
    .addColumn('stoppedAt', 'text')
    .addColumn('stoppedBy', 'text')
    .addPrimaryKeyConstraint('messageContactPk', ['channel', 'addressHash'])
    .execute()
  await schema
    .createTable('receivedMessage')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('providerId', 'text', (column) => column.notNull())
    .addColumn('addressHash', 'text', (column) => column.notNull())
    .addColumn('maskedAddress', 'text', (column) => column.notNull())
    .addColumn('sealedText', 'text')
    .addColumn('receivedAt', 'text', (column) => column.notNull())
    .addUniqueConstraint('receivedMessageOnce', ['channel', 'providerId'])
    .execute()
}

/** To be held against the first invoice, and added to by the API. */
const firstPrices = {
  channel: 'whatsapp',
  validFrom: '2025-07-01',
  // 356.65 a message.
  priceIdr: 357,
  source: "Meta's rupiah rate card for Indonesia of July 2025, rounded up; not yet seen on an invoice",
} as const

async function prices(database: Kysely<Schema>): Promise<void> {
  await database.schema
    .createTable('messagePrice')
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('category', 'text', (column) => column.notNull())
    .addColumn('validFrom', 'text', (column) => column.notNull())
    .addColumn('priceIdr', 'bigint', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('messagePricePk', ['channel', 'category', 'validFrom'])
    .execute()
  await database
    .insertInto('messagePrice')
    .values([
      { ...firstPrices, category: 'authentication' },
      { ...firstPrices, category: 'utility' },
    ])
    .execute()
}

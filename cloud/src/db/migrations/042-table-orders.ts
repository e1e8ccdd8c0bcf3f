import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/**
 * What the lines of a settlement file and the deliveries of a webhook are sorted by, so that a page reads along it: a file may
 * have 300,000 lines.
 */
export async function tableOrders({ schema }: Kysely<Schema>): Promise<void> {
  for (const [name, column] of [
    ['settlementRowOfTime', 'settledAt'],
    ['settlementRowOfReference', 'reference'],
    ['settlementRowOfAmount', 'grossIdr'],
    ['settlementRowOfVerdict', 'verdict'],
  ] as const)
    await schema.createIndex(name).on('settlementRow').columns(['reportId', column, 'position']).execute()
  await schema
    .createIndex('webhookDeliveryByTime')
    .on('webhookDelivery')
    .columns(['webhookId', 'createdAt', 'id'])
    .execute()
}

import { sql } from 'kysely'
import type { z } from 'zod'
import type { SqlRunner } from '../../db/database.ts'
import { type DayRange, demandBounds, instantsOf } from '../../http/day-range.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { DeliverySortKey, WebhookDelivery } from './schemas.ts'

type Delivery = z.infer<typeof WebhookDelivery>

/** One page of what a webhook was sent: the newest first, or as asked. */
export async function listDeliveries(
  runner: SqlRunner,
  page: DayRange & {
    readonly webhookId: string
    readonly state?: Delivery['state'] | undefined
    readonly sort?: Sort<DeliverySortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: Delivery[]; nextCursor: string | null }> {
  demandBounds(page.sort, { time: 'createdAt', asked: page, ways: 'from and to' })
  const { since, before } = instantsOf(page)
  let query = runner.query.selectFrom('webhookDelivery').selectAll().where('webhookId', '=', page.webhookId)
  if (page.state !== undefined) query = query.where('state', '=', page.state)
  if (since !== undefined) query = query.where('createdAt', '>=', since)
  if (before !== undefined) query = query.where('createdAt', '<', before)
  const { items, nextCursor } = await sortedPage(query, deliveryOrder, page)
  return {
    items: items.map(({ webhookId: _, ...row }) => ({ ...row, payload: JSON.parse(row.payload) })),
    nextCursor,
  }
}

const deliveryOrder: ListOrder<DeliverySortKey> = {
  columns: {
    createdAt: textColumn(sql`webhook_delivery.created_at`),
    type: textColumn(sql`webhook_delivery.type`),
    state: textColumn(sql`webhook_delivery.state`),
    attempts: numberColumn(sql`webhook_delivery.attempts`),
    // No answer yet comes before every answer.
    lastStatus: numberColumn(sql`coalesce(webhook_delivery.last_status, -1)`),
  },
  tieBreaker: textColumn(sql`webhook_delivery.id`),
  unasked: 'desc',
}

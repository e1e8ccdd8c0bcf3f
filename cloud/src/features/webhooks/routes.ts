import { randomBytes } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { Hono } from 'hono'
import { sql } from 'kysely'
import { z } from 'zod'
import { first } from '../../db/database.ts'
import { DayRange, mostSortedDays } from '../../http/day-range.ts'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { type ListOrder, numberColumn, optionalSort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { seal } from '../access/sealed.ts'
import { noteChange } from '../activity/ongoing.ts'
import { listDeliveries } from './deliveries.ts'
import {
  CreatedWebhook,
  deliverySortKeys,
  ReplayInput,
  Webhook,
  WebhookDelivery,
  WebhookInput,
  type WebhookSortKey,
  webhookSortKeys,
} from './schemas.ts'

const tag = 'Webhooks'
const Path = z.object({ id: z.string() })

const webhookOrder: ListOrder<WebhookSortKey> = {
  columns: {
    url: textColumn(sql`webhook.url`),
    active: numberColumn(sql`webhook.active`),
    createdBy: textColumn(sql`lower(webhook.created_by)`),
    createdAt: textColumn(sql`webhook.created_at`),
  },
  tieBreaker: textColumn(sql`webhook.id`),
}

const DeliveryQuery = PageQuery.extend({
  ...DayRange.shape,
  state: z.enum(['pending', 'delivered', 'failed']).optional(),
  sort: optionalSort(deliverySortKeys, ` By the rest within ${mostSortedDays} days.`),
})

/** Who is told of what, mounted at `/webhooks`. */
export function webhookRoutes(services: Services): Hono {
  const webhookOr404 = async (id: string): Promise<void> => {
    const webhook = await first(services.read, 'select 1 as found from webhook where id = ?', [id])
    if (webhook === undefined) throw new Problem('not-found', `There is no webhook ${id}.`)
  }
  return new Hono()
    .get(
      '/',
      answers(pageOf(Webhook), { summary: 'List webhooks', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(webhookSortKeys) })),
      async (c) => {
        const query = services.read.query
          .selectFrom('webhook')
          .select(['id', 'url', 'types', 'active', 'createdBy', 'createdAt'])
        const { items, nextCursor } = await sortedPage(query, webhookOrder, c.req.valid('query'))
        const shown = items.map((row) => ({ ...row, types: JSON.parse(row.types), active: row.active === 1 }))
        return c.json({ items: shown, nextCursor })
      },
    )
    .post(
      '/',
      answers(CreatedWebhook, { summary: 'Add a webhook', tag, status: 201 }),
      checked('json', WebhookInput),
      async (c) => {
        const input = c.req.valid('json')
        const secret = `whsec_${randomBytes(32).toString('base64url')}`
        const created = {
          id: services.newId(),
          url: input.url,
          createdBy: c.var.actor.name,
          createdAt: toIso(services.clock.wallMs()),
        }
        await services.writer.write((tx) =>
          tx.query
            .insertInto('webhook')
            .values({
              ...created,
              sealedSecret: seal(secret, services.settings.secret, 'webhook'),
              types: JSON.stringify(input.types),
              active: input.active ? 1 : 0,
            })
            .execute(),
        )
        await services.webhooks.load(services.read)
        c.header('Cache-Control', 'no-store')
        return c.json({ ...created, types: input.types, active: input.active, secret }, 201)
      },
    )
    .put(
      '/:id',
      answers(Webhook.pick({ id: true }), { summary: 'Change a webhook; its secret stays', tag }),
      checked('param', Path),
      checked('json', WebhookInput),
      async (c) => {
        const { id } = c.req.valid('param')
        const { url, types, active } = c.req.valid('json')
        const changed = await services.writer.write(async (tx) => {
          // What was held while it was switched off is due now.
          services.webhooks.told()
          await noteChange(() => first(tx, 'select url, types, active from webhook where id = ?', [id]), {
            url,
            types: JSON.stringify(types),
            active: active ? 1 : 0,
          })
          return tx.run('update webhook set url = ?, types = ?, active = ? where id = ?', [
            url,
            JSON.stringify(types),
            active ? 1 : 0,
            id,
          ])
        })
        if (changed === 0) throw new Problem('not-found', `There is no webhook ${id}.`)
        await services.webhooks.load(services.read)
        return c.json({ id })
      },
    )
    .get(
      '/:id/deliveries',
      answers(pageOf(WebhookDelivery), { summary: 'What a webhook was sent, the newest first', tag }),
      checked('param', Path),
      checked('query', DeliveryQuery),
      async (c) => {
        const { id } = c.req.valid('param')
        await webhookOr404(id)
        return c.json(await listDeliveries(services.read, { ...c.req.valid('query'), webhookId: id }))
      },
    )
    .post(
      '/:id/replay',
      answers(z.object({ replayed: z.int() }), {
        summary: 'Send again what a webhook was sent in a time',
        description: 'What was given up, unless all is asked for. Each event keeps its id.',
        tag,
      }),
      checked('param', Path),
      checked('json', ReplayInput),
      async (c) => {
        const { id } = c.req.valid('param')
        const { from, to, all } = c.req.valid('json')
        await webhookOr404(id)
        const now = toIso(services.clock.wallMs())
        const replayed = await services.writer.write((tx) => {
          services.webhooks.told()
          return tx.run(
            `update webhook_delivery set state = 'pending', attempts = 0, next_attempt_at = ?, delivered_at = null
             where webhook_id = ? and created_at >= ? and created_at < ? and state in ('failed', ?)`,
            [now, id, from, to ?? now, all ? 'delivered' : 'failed'],
          )
        })
        return c.json({ replayed })
      },
    )
    .post(
      '/:id/deliveries/:deliveryId/replay',
      answers(z.object({ id: z.string() }), {
        summary: 'Send a delivery again, whatever became of it',
        tag,
      }),
      checked('param', Path.extend({ deliveryId: z.string() })),
      async (c) => {
        const { id, deliveryId } = c.req.valid('param')
        const replayed = await services.writer.write((tx) => {
          services.webhooks.told()
          return tx.run(
            `update webhook_delivery set state = 'pending', attempts = 0, next_attempt_at = ?, delivered_at = null
             where id = ? and webhook_id = ?`,
            [toIso(services.clock.wallMs()), deliveryId, id],
          )
        })
        if (replayed === 0) throw new Problem('not-found', `There is no delivery ${deliveryId}.`)
        return c.json({ id: deliveryId })
      },
    )
}

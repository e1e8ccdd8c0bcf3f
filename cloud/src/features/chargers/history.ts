import { Hono } from 'hono'
import { z } from 'zod'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import type { Services } from '../../services.ts'
import { eventWithin } from '../access/reach.ts'
import { ChargePointId } from './schemas.ts'

const ChargerEvent = z
  .object({
    kind: z.string().meta({ description: 'The OCPP action, such as StatusNotification.' }),
    connectorId: z.int().nullable(),
    occurredAt: z.iso.datetime().meta({ description: 'As the charger says.' }),
    receivedAt: z.iso.datetime(),
    detail: z.record(z.string(), z.unknown()).meta({ description: 'As the charger sent it.' }),
  })
  .meta({ id: 'ChargerEvent' })
type ChargerEvent = z.infer<typeof ChargerEvent>

/** What a charger has told of itself, mounted at `/chargers`. */
export function historyRoutes(services: Services): Hono {
  return new Hono().get(
    '/:chargePointId/history',
    answers(pageOf(ChargerEvent), {
      summary: 'Boots, statuses and notices of a charger, the newest first',
      tag: 'Chargers',
    }),
    checked('param', z.object({ chargePointId: ChargePointId })),
    checked('query', PageQuery),
    async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const { chargePointId } = c.req.valid('param')
      const { reach } = c.var.actor
      const page = { reach, chargePointId, before: decodeCursor(cursor, z.int()), limit: limit + 1 }
      const { items, nextCursor } = toPage(await listEvents(services.read, page), limit, ({ id }) => id)
      return c.json({ items: items.map(({ event }) => event), nextCursor })
    },
  )
}

async function listEvents(
  runner: SqlRunner,
  page: {
    readonly reach: Reach
    readonly chargePointId: string
    readonly before: number | undefined
    readonly limit: number
  },
): Promise<{ id: number; event: ChargerEvent }[]> {
  let query = runner.query
    .selectFrom('chargerEvent')
    .innerJoin('charger', 'charger.id', 'chargerEvent.chargerId')
    .select(['chargerEvent.id', 'kind', 'connectorId', 'occurredAt', 'receivedAt', 'detail'])
    .where('chargePointId', '=', page.chargePointId)
    .where(eventWithin(page.reach, 'charger.siteId', 'chargerEvent.receivedAt'))
    .orderBy('chargerEvent.id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('chargerEvent.id', '<', page.before)
  const rows = await query.execute()
  return rows.map(({ id, ...event }) => ({ id, event: { ...event, detail: JSON.parse(event.detail) } }))
}

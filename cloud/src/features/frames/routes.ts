import { Hono } from 'hono'
import { z } from 'zod'
import { toStoredInstant } from '../../core/instant-text.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import type { Services } from '../../services.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { findFrames } from './queries.ts'

const Frame = z
  .object({
    id: z.int(),
    at: z.iso.datetime(),
    direction: z
      .enum(['in', 'out', 'note'])
      .meta({ description: 'in: from the charger. note: what was wrong with a frame before it.' }),
    text: z.string().meta({ description: 'As it went over the line.' }),
  })
  .meta({ id: 'Frame' })

const StoredInstant = z.iso.datetime({ offset: true }).transform(toStoredInstant)

const FrameQuery = PageQuery.extend({
  text: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Only texts that hold this: an action, an idTag, a message id.' }),
  direction: z.enum(['in', 'out', 'note']).optional(),
  from: StoredInstant.optional(),
  to: StoredInstant.optional(),
})

/** Raw frames of one charger, mounted at `/chargers`. */
export function frameRoutes(services: Services): Hono {
  return new Hono().get(
    '/:chargePointId/frames',
    answers(pageOf(Frame), { summary: 'Raw OCPP messages of a charger, the newest first', tag: 'Chargers' }),
    checked('param', z.object({ chargePointId: ChargePointId })),
    checked('query', FrameQuery),
    async (c) => {
      const { limit, cursor, text, direction, from, to } = c.req.valid('query')
      const before = decodeCursor(cursor, z.int())
      const frames = await findFrames(services, {
        ...{ chargePointId: c.req.valid('param').chargePointId, before, text, direction, from, to },
        limit: limit + 1,
      })
      return c.json(toPage(frames, limit, ({ id }) => id))
    },
  )
}

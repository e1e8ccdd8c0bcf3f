import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, toPage } from '../../http/paging.ts'
import type { Services } from '../../services.ts'
import { listRatings, sumOfRatings } from './queries.ts'
import { RatingQuery, RatingsPage } from './schemas.ts'

/** What drivers say, mounted at `/ratings`. */
export function ratingRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(RatingsPage, {
      summary: 'Ratings of sessions, the newest first, and their mean',
      tag: 'Sessions',
    }),
    checked('query', RatingQuery),
    async (c) => {
      const { limit, cursor, site, chargePointId, most } = c.req.valid('query')
      const selection = { reach: c.var.actor.reach, site, chargePointId, most }
      const before = decodeCursor(cursor, z.string())
      const items = await listRatings(services.read, selection, { before, limit: limit + 1 })
      const sum = await sumOfRatings(services.read, selection)
      return c.json({ ...toPage(items, limit, ({ paymentId }) => paymentId), ...sum })
    },
  )
}

import { Hono } from 'hono'
import { answers, checked } from '../../http/describe.ts'
import type { Services } from '../../services.ts'
import { usageOf } from './queries.ts'
import { SiteUsage, UsageQuery } from './schemas.ts'

/** How much a network, or a partner's part of it, is used; mounted at `/usage`. */
export function usageRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(SiteUsage, {
      summary: 'Energy, takings and sessions of a month, by day, hour and site',
      tag: 'Sessions',
    }),
    checked('query', UsageQuery),
    async (c) => {
      const { reach } = c.var.actor
      return c.json(await usageOf(services, { reach, ...c.req.valid('query') }))
    },
  )
}

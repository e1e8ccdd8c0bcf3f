import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import type { Services } from '../../services.ts'
import { search } from './queries.ts'
import { Found, SearchQuery } from './schemas.ts'

/** Mounted at `/search`. */
export function searchRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(z.object({ items: z.array(Found) }), {
      summary: 'Find anything by its number or name',
      description: 'Of what the caller may see, five of each kind at most, what was meant exactly first.',
      tag: 'Search',
    }),
    checked('query', SearchQuery),
    async (c) => c.json({ items: await search(services, c.var.actor, c.req.valid('query').q) }),
  )
}

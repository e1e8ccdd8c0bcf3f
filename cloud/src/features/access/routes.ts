import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { createApiKey, revokeApiKey } from './commands.ts'

const tag = 'Access'

const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' })

const CreatedApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    key: z.string().meta({ description: 'Shown in this answer only.' }),
  })
  .meta({ id: 'CreatedApiKey' })

const ApiKeyInput = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: 'Who or what uses it; audit entries show it.', example: 'night shift' }),
  })
  .meta({ id: 'ApiKeyInput' })

/** The keys of this API, mounted at `/api-keys`. */
export function apiKeyRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(ApiKey), { summary: 'List API keys, without the keys themselves', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string())
        let query = services.read.query
          .selectFrom('apiKey')
          .select(['id', 'name', 'createdAt', 'revokedAt'])
          .orderBy('id')
          .limit(limit + 1)
        if (after !== undefined) query = query.where('id', '>', after)
        return c.json(toPage(await query.execute(), limit, ({ id }) => id))
      },
    )
    .post(
      '/',
      answers(CreatedApiKey, { summary: 'Make another API key', tag, status: 201 }),
      checked('json', ApiKeyInput),
      async (c) => {
        const { name } = c.req.valid('json')
        const made = await services.writer.write((tx) => createApiKey(tx, services, name))
        c.header('Cache-Control', 'no-store')
        return c.json({ ...made, name }, 201)
      },
    )
    .delete(
      '/:id',
      answers(z.object({ id: z.string() }), { summary: 'Revoke an API key', tag }),
      checked('param', z.object({ id: z.string() })),
      async (c) => {
        const { id } = c.req.valid('param')
        const result = await services.writer.write((tx) => revokeApiKey(tx, services, id))
        if (result === 'unknown') throw new Problem('not-found', `There is no valid key ${id}.`)
        if (result === 'lastOne')
          throw new Problem('conflict', 'It is the last valid key; make another first.')
        return c.json({ id })
      },
    )
}

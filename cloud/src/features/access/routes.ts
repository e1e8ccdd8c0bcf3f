import { Hono } from 'hono'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Permission } from '../../core/roles.ts'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { type ListOrder, optionalSort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { createApiKey, revokeApiKey } from './commands.ts'
import { ApiKey, ApiKeyInput, type ApiKeySortKey, apiKeySortKeys, CreatedApiKey } from './schemas.ts'

const tag = 'Access'

const keyOrder: ListOrder<ApiKeySortKey> = {
  columns: {
    name: textColumn(sql`lower(name)`),
    role: textColumn(sql`role`),
    createdBy: textColumn(sql`lower(coalesce(created_by, ''))`),
    createdAt: textColumn(sql`created_at`),
    expiresAt: textColumn(sql`coalesce(expires_at, '')`),
  },
  tieBreaker: textColumn(sql`api_key.id`),
}

/** The keys of this API, mounted at `/api-keys`. */
export function apiKeyRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(ApiKey), { summary: 'List API keys, without the keys themselves', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(apiKeySortKeys) })),
      async (c) => {
        const query = services.read.query
          .selectFrom('apiKey')
          .select(['id', 'name', 'role', 'organisationId', 'scopes', 'createdBy', 'createdAt'])
          .select(['expiresAt', 'lastUsedAt', 'revokedAt'])
        const page = await sortedPage(query, keyOrder, c.req.valid('query'))
        const items = page.items.map(({ scopes, ...row }) => ({
          ...row,
          scopes: scopes === null ? null : (JSON.parse(scopes) as Permission[]),
        }))
        return c.json({ items, nextCursor: page.nextCursor })
      },
    )
    .post(
      '/',
      answers(CreatedApiKey, { summary: 'Make another API key', tag, status: 201 }),
      checked('json', ApiKeyInput),
      async (c) => {
        const wish = { ...c.req.valid('json'), by: c.var.actor }
        const made = await services.writer.write((tx) => createApiKey(tx, services, wish))
        if (made.kind === 'refused') throw new Problem('invalid-request', made.why)
        c.header('Cache-Control', 'no-store')
        const { id, key, scopes } = made
        return c.json({ id, name: wish.name, role: wish.role, scopes, key }, 201)
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
          throw new Problem('conflict', 'It is the last key for everything; it stays.')
        return c.json({ id })
      },
    )
}

import { Hono } from 'hono'
import { z } from 'zod'
import { toStoredInstant } from '../../core/instant-text.ts'
import { type Permission, permissionNames, roles } from '../../core/roles.ts'
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
    role: z.enum(roles),
    organisationId: z.string().nullable().meta({ description: 'The one organisation that it reaches.' }),
    scopes: z
      .array(z.enum(permissionNames))
      .nullable()
      .meta({ description: 'What it may do of what its role may; null for all.' }),
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' })

const CreatedApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    scopes: z.array(z.enum(permissionNames)),
    key: z.string().meta({ description: 'Shown in this answer only.' }),
  })
  .meta({ id: 'CreatedApiKey' })

const ApiKeyInput = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: 'Who or what uses it; the activity history shows it.', example: 'night shift' }),
    role: z.enum(roles),
    organisationId: z
      .string()
      .optional()
      .meta({ description: 'For partners and fleet managers: the one organisation that it reaches.' }),
    scopes: z.array(z.enum(permissionNames)).min(1).optional().meta({
      description:
        'What of its role it may do. Left out: all of it but what a person gives a fresh code for (refunds, tariffs, keys), which is given by name only.',
    }),
    expiresAt: z.iso.datetime({ offset: true }).transform(toStoredInstant).optional(),
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
          .select(['id', 'name', 'role', 'organisationId', 'scopes', 'createdBy', 'createdAt'])
          .select(['expiresAt', 'lastUsedAt', 'revokedAt'])
          .orderBy('id')
          .limit(limit + 1)
        if (after !== undefined) query = query.where('id', '>', after)
        const rows = await query.execute()
        const items = rows.map(({ scopes, ...row }) => ({
          ...row,
          scopes: scopes === null ? null : (JSON.parse(scopes) as Permission[]),
        }))
        return c.json(toPage(items, limit, ({ id }) => id))
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

import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import type { Services } from '../../services.ts'

const AuditEntry = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: z.string().meta({ description: 'The name of the API key, or of the job.' }),
    action: z.string(),
    subject: z.string().meta({ example: 'charger:CLK-0001' }),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' })

/** Who did what, mounted at `/audit`. */
export function auditRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(pageOf(AuditEntry), { summary: 'Who did what, the newest first', tag: 'Access' }),
    checked('query', PageQuery.extend({ subject: z.string().max(200).optional() })),
    async (c) => {
      const { limit, cursor, subject } = c.req.valid('query')
      const before = decodeCursor(cursor, z.string())
      let query = services.read.query
        .selectFrom('auditEntry')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit + 1)
      if (before !== undefined) query = query.where('id', '<', before)
      if (subject !== undefined) query = query.where('subject', '=', subject)
      const rows = await query.execute()
      const entries = rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) }))
      return c.json(toPage(entries, limit, ({ id }) => id))
    },
  )
}

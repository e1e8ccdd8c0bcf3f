import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { cancelQueuedCommand } from './queued-commands.ts'
import { ChargePointId, CommandOutcomeSchema } from './schemas.ts'

const tag = 'Commands'

const QueuedCommand = z
  .object({
    id: z.string(),
    action: z.string(),
    request: z.record(z.string(), z.unknown()),
    state: z.enum(['queued', 'sent', 'done', 'expired', 'cancelled']),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    sentAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    outcome: CommandOutcomeSchema.nullable(),
  })
  .meta({ id: 'QueuedCommand' })

const Path = z.object({ chargePointId: ChargePointId })

/** Commands that wait for their charger, mounted at `/chargers`. */
export function queuedCommandRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/:chargePointId/queued-commands',
      answers(pageOf(QueuedCommand), { summary: 'What was left for a charger, the newest first', tag }),
      checked('param', Path),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const { chargePointId } = c.req.valid('param')
        const before = decodeCursor(cursor, z.string())
        let query = services.read.query
          .selectFrom('queuedCommand')
          .innerJoin('charger', 'charger.id', 'chargerId')
          .selectAll('queuedCommand')
          .where('chargePointId', '=', chargePointId)
          .orderBy('queuedCommand.id', 'desc')
          .limit(limit + 1)
        if (before !== undefined) query = query.where('queuedCommand.id', '<', before)
        const rows = await query.execute()
        const items = rows.map(({ chargerId: _, ...row }) => ({
          ...row,
          request: JSON.parse(row.request),
          outcome: row.outcome === null ? null : JSON.parse(row.outcome),
        }))
        return c.json(toPage(items, limit, ({ id }) => id))
      },
    )
    .delete(
      '/:chargePointId/queued-commands/:id',
      answers(z.object({ id: z.string() }), { summary: 'Take a waiting command back', tag }),
      checked('param', Path.extend({ id: z.string() })),
      async (c) => {
        const key = c.req.valid('param')
        if (!(await cancelQueuedCommand(services, key)))
          throw new Problem('conflict', 'No such command is waiting: it was sent, has expired, or never was.')
        return c.json({ id: key.id })
      },
    )
}

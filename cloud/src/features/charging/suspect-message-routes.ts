import { Hono } from 'hono'
import { z } from 'zod'
import type { SqlRunner } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'

import { MessageResolutionInput, resolveMessage } from './message-resolution.ts'

/** A message that was answered but fits no session: kept so that a person can decide what it was. */
const SuspectMessage = z
  .object({
    id: z.string(),
    chargePointId: z.string(),
    action: z.string(),
    request: z.record(z.string(), z.unknown()).meta({ description: 'As the charger sent it.' }),
    reasons: z.array(z.string()),
    sessionId: z
      .string()
      .nullable()
      .meta({ description: 'The session that it contradicts, if there is one.' }),
    receivedAt: z.iso.datetime(),
  })
  .meta({ id: 'SuspectMessage' })
type SuspectMessage = z.infer<typeof SuspectMessage>

export function suspectMessageRoutes(services: Services): Hono {
  const routes = new Hono().get(
    '/',
    answers(pageOf(SuspectMessage), {
      summary: 'List messages that fit no session',
      description: 'Suspect sessions are at /sessions?suspect=true.',
      tag: 'Sessions',
    }),
    checked('query', PageQuery),
    async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const page = { after: decodeCursor(cursor, z.string()), limit: limit + 1 }
      return c.json(toPage(await listSuspectMessages(services.read, page), limit, ({ id }) => id))
    },
  )
  routes.post(
    '/:id/resolution',
    answers(z.object({ id: z.string() }), {
      summary: 'Decide what a suspect message was',
      description:
        'Apply it as the stop of a session, or dismiss it. Who decided, and why, is kept for good.',
      tag: 'Sessions',
    }),
    checked('param', z.object({ id: z.string() })),
    checked('json', MessageResolutionInput),
    async (c) => {
      const { id } = c.req.valid('param')
      const decision = c.req.valid('json')
      const actor = c.var.actor.name
      const result = await services.writer.write((tx) =>
        resolveMessage(tx, services, { id, actor, decision }),
      )
      if (result.kind === 'unknown') throw new Problem('not-found', `No message ${id} waits for a decision.`)
      if (result.kind === 'cannotApply') throw new Problem('conflict', result.why)
      return c.json({ id })
    },
  )
  return routes
}

/** In the order in which they came. `after` is the last id of the page before. */
async function listSuspectMessages(
  runner: SqlRunner,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<SuspectMessage[]> {
  let query = runner.query
    .selectFrom('suspectMessage')
    .innerJoin('charger', 'charger.id', 'suspectMessage.chargerId')
    .select(['suspectMessage.id', 'chargePointId', 'action', 'request', 'reasons', 'sessionId', 'receivedAt'])
    .where('resolvedAt', 'is', null)
    .orderBy('suspectMessage.id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('suspectMessage.id', '>', page.after)
  const rows = await query.execute()
  return rows.map((row) => ({ ...row, request: JSON.parse(row.request), reasons: JSON.parse(row.reasons) }))
}

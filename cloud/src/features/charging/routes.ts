import { Hono } from 'hono'
import { z } from 'zod'
import { DayRange, mostSortedDays } from '../../http/day-range.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { CommandOutcomeSchema } from '../chargers/schemas.ts'
import { listReadings, listSessions } from './queries.ts'
import { ResolutionInput, resolveSession } from './resolution.ts'
import { Reading, Session, sessionSortKeys } from './schemas.ts'
import { sessionOr404 } from './session-or-404.ts'
import { listSortedSessions } from './session-orders.ts'

const tag = 'Sessions'

const SessionQuery = PageQuery.extend({
  ...DayRange.shape,
  sort: optionalSort(
    sessionSortKeys,
    ` By anything but startedAt: of a chargePointId, or of ${mostSortedDays} days at most. What is under way has no energy and no amount yet.`,
  ),
  chargePointId: z.string().optional(),
  site: z.string().max(100).optional().meta({ description: 'The slug of a site.' }),
  state: z.enum(['charging', 'finished']).optional(),
  suspect: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
})

export function sessionRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(Session), {
        summary: 'List sessions, the newest first',
        description: 'Of the days from `from` to `to` are those that started then.',
        tag,
      }),
      checked('query', SessionQuery),
      async (c) => {
        const { limit, cursor, sort, from, to, ...filter } = c.req.valid('query')
        const { reach } = c.var.actor
        if (sort !== undefined || from !== undefined || to !== undefined) {
          const order = { sort: sort ?? '-startedAt', from, to, cursor, limit } as const
          return c.json(await listSortedSessions(services.read, { ...filter, ...order, reach }))
        }
        const before = decodeCursor(cursor, z.int())
        const items = await listSessions(services.read, { ...filter, reach, before, limit: limit + 1 })
        return c.json(toPage(items, limit, (session) => session.transactionId))
      },
    )
    .get('/:id', answers(Session, { summary: 'One session, with its bill', tag }), async (c) =>
      c.json(await sessionOr404(services, c.req.param('id'))),
    )
    .get(
      '/:id/readings',
      answers(pageOf(Reading), {
        summary: 'What the meter said during a session, the oldest first',
        tag,
      }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const session = await sessionOr404(services, c.req.param('id'))
        const rows = await listReadings(services.read, {
          session,
          after: decodeCursor(cursor, z.int()),
          limit: limit + 1,
        })
        const page = toPage(rows, limit, ({ id }) => id)
        return c.json({
          ...page,
          items: page.items.map(({ reading }) => reading),
        })
      },
    )
    .post(
      '/:id/stop',
      answers(CommandOutcomeSchema, {
        summary: 'Stop a session remotely',
        tag,
      }),
      async (c) => {
        const { state, chargePointId, transactionId } = await sessionOr404(services, c.req.param('id'))
        if (state === 'finished') throw new Problem('conflict', 'The session has ended already.')
        return c.json(
          await commandCharger(services, chargePointId, 'RemoteStopTransaction', { transactionId }),
        )
      },
    )
    .post(
      '/:id/resolution',
      answers(Session, {
        summary: 'Decide what becomes of a suspect session',
        description:
          'Bill it, with another energy if need be, or waive it. Who decided, and why, is kept for good.',
        tag,
      }),
      checked('param', z.object({ id: z.string() })),
      checked('json', ResolutionInput),
      async (c) => {
        const { id } = c.req.valid('param')
        const decision = c.req.valid('json')
        const actor = c.var.actor.name
        const result = await services.writer.write((tx) =>
          resolveSession(tx, services, { id, actor, decision }),
        )
        switch (result.kind) {
          case 'unknown':
            throw new Problem('not-found', `There is no session ${id}.`)
          case 'nothingToResolve':
            throw new Problem('conflict', result.why)
          case 'noTariff':
            throw new Problem('conflict', 'No tariff held when it started; add one that did.')
          case 'energyNeeded':
            throw new Problem('conflict', 'Its meter went back: say how much energy it delivered.')
          case 'resolved':
            services.payments.somethingIsDue()
            services.changes.changed(result.chargePointId)
            return c.json(await sessionOr404(services, id))
        }
      },
    )
}

import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { listBreaches, openBreach, reportToAuthority, tellPeople } from './breaches.ts'
import { AuthorityReport, Breach, BreachInput } from './schemas.ts'

const tag = 'Breaches'
const Path = z.object({ id: z.string().max(60) })

/** Breaches of personal data, mounted at `/breaches`. */
export function breachRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(Breach), { summary: 'Breaches of personal data, the newest first', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.string())
        const breaches = await listBreaches(services, { before, limit: limit + 1 })
        return c.json(toPage(breaches, limit, ({ id }) => id))
      },
    )
    .get('/:id', answers(Breach, { summary: 'One breach', tag }), checked('param', Path), async (c) =>
      c.json(await breachOr404(services, c.req.valid('param').id)),
    )
    .post(
      '/',
      answers(Breach, {
        summary: 'Write down that personal data was exposed',
        description:
          'Whom it affects is found, and the admins are reminded until people and the authority have been told: within 3 × 24 hours of the discovery (UU 27/2022, article 46).',
        tag,
        status: 201,
      }),
      checked('json', BreachInput),
      async (c) => {
        const breach = c.req.valid('json')
        const actor = c.var.actor.name
        const id = await services.writer.write((tx) => openBreach(tx, services, { breach, actor }))
        return c.json(await breachOr404(services, id), 201)
      },
    )
    .post(
      '/:id/notices',
      answers(Breach, { summary: 'Tell everybody who is affected', tag, status: 201 }),
      checked('param', Path),
      async (c) => {
        const { id } = await breachOr404(services, c.req.valid('param').id)
        await services.writer.write((tx) => tellPeople(tx, services, { id, actor: c.var.actor.name }))
        return c.json(await breachOr404(services, id), 201)
      },
    )
    .put(
      '/:id/authority-report',
      answers(Breach, { summary: 'Say that the authority has been told', tag }),
      checked('param', Path),
      checked('json', AuthorityReport),
      async (c) => {
        const { id } = await breachOr404(services, c.req.valid('param').id)
        const report = { id, ...c.req.valid('json'), actor: c.var.actor.name }
        await services.writer.write((tx) => reportToAuthority(tx, services, report))
        return c.json(await breachOr404(services, id))
      },
    )
}

async function breachOr404(services: Services, id: string): Promise<Breach> {
  const [breach] = await listBreaches(services, { id, limit: 1 })
  if (breach === undefined) throw new Problem('not-found', `There is no breach ${id}.`)
  return breach
}

import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { Slug } from '../sites/schemas.ts'
import { findCharger, listChargers } from './queries.ts'
import { Charger } from './schemas.ts'

const tag = 'Chargers'

export function chargerRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(Charger), { summary: 'List chargers', tag }),
      checked('query', PageQuery.extend({ site: Slug.optional() })),
      async (c) => {
        const { limit, cursor, site } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string())
        const items = await listChargers(services, {
          site,
          after,
          limit: limit + 1,
        })
        return c.json(toPage(items, limit, (charger) => charger.chargePointId))
      },
    )
    .get(
      '/:chargePointId',
      answers(Charger, {
        summary: 'One charger, with what happens at it now',
        tag,
      }),
      async (c) => c.json(await chargerOr404(services, c.req.param('chargePointId'))),
    )
}

async function chargerOr404(services: Services, chargePointId: string): Promise<Charger> {
  const charger = await findCharger(services, chargePointId)
  if (charger === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
  return charger
}

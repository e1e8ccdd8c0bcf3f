import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import type { Services } from '../../services.ts'
import { ownPlaces, siteOr404 } from './places.ts'
import { CountInput, StockTaking, StockTakingClosing, StockTakingInput } from './schemas.ts'
import {
  closeStockTaking,
  countStock,
  listStockTakings,
  startStockTaking,
  stockTakingOr404,
} from './stock-taking.ts'

const tag = 'Assets'
const Path = z.object({ number: z.coerce.number().int().min(1) })
const Counts = z.strictObject({ counts: z.array(CountInput).min(1).max(500) }).meta({ id: 'StockCounts' })

/** Counting what is there, mounted at `/stock-takings`. */
export function stockTakingRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(StockTaking), { summary: 'Stock-takings, the newest first', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const own = await ownPlaces(services, c.var.actor)
        const page = { own, before: decodeCursor(cursor, z.int()), limit: limit + 1 }
        return c.json(toPage(await listStockTakings(services.read, page), limit, ({ number }) => number))
      },
    )
    .get(
      '/:number',
      answers(StockTaking, { summary: 'One stock-taking', tag }),
      checked('param', Path),
      async (c) => {
        const own = await ownPlaces(services, c.var.actor)
        return c.json(await stockTakingOr404(services.read, c.req.valid('param').number, own))
      },
    )
    .post(
      '/',
      answers(StockTaking, { summary: 'Begin to count what is at a site', tag, status: 201 }),
      checked('json', StockTakingInput),
      async (c) => {
        const own = await ownPlaces(services, c.var.actor)
        const siteId = await siteOr404(services.read, c.req.valid('json').site, own)
        const actor = c.var.actor.name
        const number = await services.writer.write((tx) => startStockTaking(tx, services, { siteId, actor }))
        return c.json(await stockTakingOr404(services.read, number, own), 201)
      },
    )
    .post(
      '/:number/counts',
      answers(StockTaking, {
        summary: 'Enter what was counted',
        description: 'The last count of a thing is the one that holds; 0 says that it is not there.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', Counts),
      async (c) => {
        const { number } = c.req.valid('param')
        const own = await ownPlaces(services, c.var.actor)
        await stockTakingOr404(services.read, number, own)
        const { counts } = c.req.valid('json')
        const actor = c.var.actor.name
        await services.writer.write((tx) => countStock(tx, services, { number, counts, actor }))
        return c.json(await stockTakingOr404(services.read, number, own), 201)
      },
    )
    .post(
      '/:number/closing',
      answers(StockTaking, {
        summary: 'Close a stock-taking',
        description: 'Everything was counted; from then on the books say what was counted.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', StockTakingClosing),
      async (c) => {
        const { number } = c.req.valid('param')
        const own = await ownPlaces(services, c.var.actor)
        await stockTakingOr404(services.read, number, own)
        const { reason } = c.req.valid('json')
        const actor = c.var.actor.name
        await services.writer.write((tx) => closeStockTaking(tx, services, { number, reason, own, actor }))
        return c.json(await stockTakingOr404(services.read, number, own), 201)
      },
    )
}

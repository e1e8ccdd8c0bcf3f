/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { businessDay } from '@colok/shared/time'
import { Hono } from 'hono'
import { z } from 'zod'
import { monthOf } from '../../core/statement-period.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { pagePlace } from '../../web/page-place.ts'
import { Slug } from '../sites/schemas.ts'
import { profitCsv } from './columns.ts'
import {
  addPostCost,
  findPostCost,
  listPostCosts,
  listPurchaseTariffs,
  removePostCost,
  savePurchaseTariff,
} from './costs.ts'
import { EconomicsPage } from './page.tsx'
import { profitAndLoss } from './profit-and-loss.ts'
import {
  PostCost,
  PostCostInput,
  ProfitAndLoss,
  ProfitQuery,
  PurchaseTariff,
  PurchaseTariffInput,
} from './schemas.ts'

const tag = 'Economics'
const SitePath = z.object({ slug: Slug })
const IdPath = z.object({ id: z.string() })

/** Profit and loss, mounted at `/profit-and-loss`. */
export function profitRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(ProfitAndLoss, { summary: 'Profit and loss of each charger in a month', tag }),
      checked('query', ProfitQuery),
      async (c) =>
        c.json(await profitAndLoss(services, { ...c.req.valid('query'), reach: c.var.actor.reach })),
    )
    .get('/csv', checked('query', ProfitQuery), async (c) => {
      const profit = await profitAndLoss(services, { ...c.req.valid('query'), reach: c.var.actor.reach })
      return csvAnswer(profit)
    })
}

function csvAnswer(profit: ProfitAndLoss): Response {
  return new Response(profitCsv(profit), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="profit-and-loss-${profit.month}.csv"`,
    },
  })
}

/** What sites pay for energy, mounted at `/sites`. */
export function purchaseTariffRoutes(services: Services): Hono {
  const { read, writer } = services
  return new Hono()
    .get(
      '/:slug/purchase-tariffs',
      answers(z.array(PurchaseTariff), { summary: 'What a site pays the utility, the newest first', tag }),
      checked('param', SitePath),
      async (c) => c.json(await listPurchaseTariffs(read, c.req.valid('param').slug)),
    )
    .put(
      '/:slug/purchase-tariffs/:validFrom',
      answers(z.array(PurchaseTariff), { summary: 'Say what a site pays from a day on', tag }),
      checked('param', SitePath.extend({ validFrom: z.iso.date() })),
      checked('json', PurchaseTariffInput),
      async (c) => {
        const { slug: site, validFrom } = c.req.valid('param')
        const saved = { site, validFrom, tariff: c.req.valid('json'), actor: c.var.actor.name }
        await writer.write((tx) => savePurchaseTariff(tx, services, saved))
        return c.json(await listPurchaseTariffs(read, site))
      },
    )
}

/** What posts cost beside energy, mounted at `/post-costs`. */
export function postCostRoutes(services: Services): Hono {
  const { read, writer } = services
  return new Hono()
    .get(
      '/',
      answers(pageOf(PostCost), { summary: 'SIM cards, visits, rent and other costs of posts', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.string())
        return c.json(toPage(await listPostCosts(read, { before, limit: limit + 1 }), limit, ({ id }) => id))
      },
    )
    .post(
      '/',
      answers(PostCost, { summary: 'Enter a cost', tag, status: 201 }),
      checked('json', PostCostInput),
      async (c) => {
        const added = { cost: c.req.valid('json'), actor: c.var.actor.name }
        const id = await writer.write((tx) => addPostCost(tx, services, added))
        return c.json(await findPostCost(read, id), 201)
      },
    )
    .delete(
      '/:id',
      answers(z.object({ id: z.string() }), { summary: 'Take back a cost that was a mistake', tag }),
      checked('param', IdPath),
      async (c) => {
        const { id } = c.req.valid('param')
        if ((await writer.write((tx) => removePostCost(tx, id))) === 'unknown')
          throw new Problem('not-found', `There is no cost ${id}.`)
        return c.json({ id })
      },
    )
}

const PageQueryOfMonth = ProfitQuery.partial({ month: true }).extend({ format: z.enum(['csv']).optional() })

/** The same for people, mounted at `/economics`. */
export function economicsPages(services: Services): Hono {
  return new Hono().get('/', checked('query', PageQueryOfMonth), async (c) => {
    const {
      month = monthOf(businessDay(services.clock.wallMs(), 'Asia/Jakarta')),
      site,
      sort,
      format,
    } = c.req.valid('query')
    const { actor } = c.var
    const profit = await profitAndLoss(services, { month, site, sort, reach: actor.reach })
    if (format === 'csv') return csvAnswer(profit)
    return c.html(<EconomicsPage actor={actor} place={pagePlace(c)} profit={profit} />)
  })
}

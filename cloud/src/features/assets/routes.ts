import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { Slug } from '../sites/schemas.ts'
import { itemIdOf, listItems, saveItem } from './items.ts'
import { findLines, move } from './movements.ts'
import { watchMinimum } from './notices.ts'
import { depot, ownPlaces, placeOr404, siteOr404 } from './places.ts'
import {
  AcquisitionInput,
  Item,
  ItemInput,
  MinimumInput,
  MovementView,
  StockQuery,
  StockView,
  UseInput,
} from './schemas.ts'
import { historyOf, stockAt } from './stock.ts'

const tag = 'Assets'
/** What happens to one thing in its life, and the sites that are looked at in one go. */
const mostShown = 500

const Stock = z.object({ items: z.array(StockView) }).meta({ id: 'StockList' })

/** Chargers and spare parts as stock, mounted at `/assets`. */
export function assetRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/items',
      answers(pageOf(Item), { summary: 'What there is to be kept', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const page = { after: decodeCursor(cursor, z.string()), limit: limit + 1 }
        return c.json(toPage(await listItems(services.read, page), limit, ({ slug }) => slug))
      },
    )
    .put(
      '/items/:slug',
      answers(Item, { summary: 'Create an item, or name it otherwise', tag }),
      checked('param', z.object({ slug: Slug })),
      checked('json', ItemInput),
      async (c) => {
        const item = { ...c.req.valid('json'), ...c.req.valid('param') }
        await services.writer.write((tx) => saveItem(tx, services, item))
        return c.json(item)
      },
    )
    .get(
      '/stock',
      answers(Stock, {
        summary: 'What is where',
        description: 'Of one place, or of all that may be seen.',
        tag,
      }),
      checked('query', StockQuery),
      async (c) => {
        const own = await ownPlaces(services, c.var.actor)
        const { place, sort } = c.req.valid('query')
        const places =
          place === undefined
            ? await everyPlace(services, own)
            : [await placeOr404(services.read, place, own)]
        return c.json({ items: sortedWhole(await stockAt(services.read, places), sort) })
      },
    )
    .post(
      '/acquisitions',
      answers(Stock, { summary: 'Take what was bought into our own store', tag, status: 201 }),
      checked('json', AcquisitionInput),
      async (c) => {
        const { lines, note: reason } = c.req.valid('json')
        const by = c.var.actor.name
        await services.writer.write(async (tx) => {
          const movement = { from: 'supplier', to: depot, document: 'acquisition', reason, by }
          for (const line of await findLines(tx, lines)) await move(tx, services, line, movement)
          const deed = { actor: by, action: 'stock.acquired', subject: 'stock:depot' }
          await recordActivity(tx, services, { ...deed, detail: { lines, reason } })
        })
        return c.json({ items: await stockAt(services.read, [depot]) }, 201)
      },
    )
    .post(
      '/uses',
      answers(Stock, { summary: 'Say that goods were fitted, or are gone', tag, status: 201 }),
      checked('json', UseInput),
      async (c) => {
        const { place: name, lines, note: reason } = c.req.valid('json')
        const place = await placeOr404(services.read, name, await ownPlaces(services, c.var.actor))
        const by = c.var.actor.name
        await services.writer.write(async (tx) => {
          const movement = { from: place, to: 'used', document: 'use', reason, by }
          for (const line of await findLines(tx, lines)) {
            await move(tx, services, line, movement)
            await watchMinimum(tx, services, { place, itemId: line.itemId })
          }
          const deed = { actor: by, action: 'stock.used', subject: `stock:${name}` }
          await recordActivity(tx, services, { ...deed, detail: { lines, reason } })
        })
        return c.json({ items: await stockAt(services.read, [place]) }, 201)
      },
    )
    .put(
      '/minimum-stock/:site/:item',
      answers(Stock, {
        summary: 'Say how many of an item are to be at a site at least',
        description: 'Its people and ours are told when there are fewer.',
        tag,
      }),
      checked('param', z.object({ site: Slug, item: Slug })),
      checked('json', MinimumInput),
      async (c) => {
        const { site, item } = c.req.valid('param')
        const { quantity } = c.req.valid('json')
        const place = await siteOr404(services.read, site, undefined)
        await services.writer.write(async (tx) => {
          const itemId = await itemIdOf(tx, item)
          await tx.run(
            `insert into minimum_stock (site_id, item_id, quantity) values (?, ?, ?)
             on conflict (site_id, item_id) do update set quantity = excluded.quantity`,
            [place, itemId, quantity],
          )
          await watchMinimum(tx, services, { place, itemId })
        })
        return c.json({ items: await stockAt(services.read, [place]) })
      },
    )
    .get(
      '/serial-numbers/:serialNumber/history',
      answers(z.object({ items: z.array(MovementView) }), {
        summary: 'Where something with a serial number has been, the newest first',
        tag,
      }),
      checked('param', z.object({ serialNumber: z.string().max(64) })),
      async (c) => {
        const { serialNumber } = c.req.valid('param')
        const own = await ownPlaces(services, c.var.actor)
        const items = await historyOf(services.read, { serialNumber, own, limit: mostShown })
        if (items.length === 0) throw new Problem('not-found', `Nothing is known of ${serialNumber}.`)
        return c.json({ items })
      },
    )
}

async function everyPlace(services: Services, own: ReadonlySet<string> | undefined): Promise<string[]> {
  if (own !== undefined) return [...own]
  const sites = await services.read.query
    .selectFrom('site')
    .select('id')
    .orderBy('slug')
    .limit(mostShown)
    .execute()
  return [depot, ...sites.map(({ id }) => id)]
}

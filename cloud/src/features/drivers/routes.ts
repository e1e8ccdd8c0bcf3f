import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { Session } from '../charging/schemas.ts'
import { cancelOrder, fulfilOrder, listOrders } from './card-orders.ts'
import { giveCard, listDriverCards } from './cards.ts'
import { listDriverSessions } from './history.ts'
import { findProfile, listVehicles } from './profile.ts'
import { findDriver, listDrivers } from './queries.ts'
import {
  CardGiven,
  CardOrder,
  cardOrderSortKeys,
  Driver,
  DriverCard,
  DriverDetails,
  driverSortKeys,
} from './schemas.ts'

const tag = 'Drivers'
const IdPath = z.object({ id: z.string() })

/** Drivers as operators see them, mounted at `/drivers`. */
export function driverRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(Driver), { summary: 'Drivers, the oldest first', tag }),
      checked(
        'query',
        PageQuery.extend({
          sort: optionalSort(driverSortKeys),
          search: z.string().min(2).max(100).optional().meta({
            description:
              'Of a name the beginning, of a phone number or a plate all, or the number of a card.',
          }),
        }),
      ),
      async (c) => c.json(await listDrivers(services.read, c.req.valid('query'))),
    )
    .get(
      '/:id',
      answers(DriverDetails, { summary: 'One driver', tag }),
      checked('param', IdPath),
      async (c) => {
        const { id } = c.req.valid('param')
        await driverOr404(services, id)
        const profile = await findProfile(services.read, id)
        const vehicles = await listVehicles(services.read, id)
        return c.json({ ...profile, vehicles, cards: await listDriverCards(services.read, id) })
      },
    )
    .get(
      '/:id/sessions',
      answers(pageOf(Session), { summary: 'Sessions of a driver’s cards, the newest first', tag }),
      checked('param', IdPath),
      checked('query', PageQuery),
      async (c) => {
        const { id } = c.req.valid('param')
        await driverOr404(services, id)
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.int())
        const sessions = await listDriverSessions(services.read, id, { before, limit: limit + 1 })
        return c.json(toPage(sessions, limit, ({ transactionId }) => transactionId))
      },
    )
    .post(
      '/:id/cards',
      answers(DriverCard, { summary: 'Link a card to a driver', tag, status: 201 }),
      checked('param', IdPath),
      checked('json', CardGiven),
      async (c) => {
        const { id } = c.req.valid('param')
        await driverOr404(services, id)
        const { idTag } = c.req.valid('json')
        const card = { idTag, to: id, linkedBy: 'operator', actor: c.var.actor.name } as const
        const given = await services.writer.write((tx) => giveCard(tx, services, card))
        if (given === 'taken') throw new Problem('conflict', `Card ${idTag} is somebody’s already.`)
        return c.json((await listDriverCards(services.read, id, idTag))[0], 201)
      },
    )
}

/** Cards that drivers have asked for, mounted at `/card-orders`. */
export function cardOrderRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(CardOrder), { summary: 'Orders of cards, the oldest first', tag }),
      checked(
        'query',
        PageQuery.extend({
          sort: optionalSort(cardOrderSortKeys),
          state: z.enum(['ordered', 'fulfilled', 'cancelled']).optional(),
        }),
      ),
      async (c) => c.json(await listOrders(services, c.req.valid('query'))),
    )
    .post(
      '/:id/fulfilment',
      answers(z.object({ id: z.string() }), { summary: 'Say which card was sent', tag, status: 201 }),
      checked('param', IdPath),
      checked('json', CardGiven),
      async (c) => {
        const { id } = c.req.valid('param')
        const { idTag } = c.req.valid('json')
        const actor = c.var.actor.name
        const result = await services.writer.write((tx) => fulfilOrder(tx, services, { id, idTag, actor }))
        if (result !== 'settled') throw notSettled(result, id)
        return c.json({ id }, 201)
      },
    )
    .post(
      '/:id/cancellation',
      answers(z.object({ id: z.string() }), { summary: 'Cancel an order', tag, status: 201 }),
      checked('param', IdPath),
      async (c) => {
        const { id } = c.req.valid('param')
        const actor = c.var.actor.name
        const result = await services.writer.write((tx) => cancelOrder(tx, services, { id, actor }))
        if (result !== 'settled') throw notSettled(result, id)
        return c.json({ id }, 201)
      },
    )
}

function notSettled(result: 'unknown' | 'over' | 'taken', id: string): Problem {
  if (result === 'unknown') return new Problem('not-found', `There is no order ${id}.`)
  if (result === 'over') return new Problem('conflict', `Order ${id} has been settled already.`)
  return new Problem('conflict', 'This card is somebody’s already.')
}

async function driverOr404(services: Services, id: string): Promise<void> {
  if ((await findDriver(services.read, id)) === undefined)
    throw new Problem('not-found', `There is no driver ${id}.`)
}

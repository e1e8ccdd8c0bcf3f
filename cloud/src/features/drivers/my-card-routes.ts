import { Hono } from 'hono'
import { z } from 'zod'
import { mostAttempts, stateAt } from '../../core/card-link.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { IdTagText } from '../cards/schemas.ts'
import { askForLink, type ConfirmedLink, confirmLink, findLink } from './card-links.ts'
import { reportLoss } from './card-loss.ts'
import { cancelOrder, listOrders, orderCard } from './card-orders.ts'
import { blockCard, listDriverCards, unblockCard } from './cards.ts'
import {
  CardLink,
  CardLinkConfirmation,
  CardLinkInput,
  CardOrder,
  CardOrderInput,
  DriverCard,
  LossInput,
} from './schemas.ts'

const tag = 'My cards'
const CardPath = z.object({ idTag: IdTagText })
const IdPath = z.object({ id: z.string() })

/** More orders than one person sees. */
const mostOrders = 100

/** One's own cards, mounted at `/me`. */
export function myCardRoutes(services: Services): Hono {
  return new Hono()
    .get('/cards', answers(z.array(DriverCard), { summary: 'One’s own cards', tag }), async (c) =>
      c.json(await listDriverCards(services.read, c.var.actor.id)),
    )
    .post(
      '/cards/:idTag/block',
      answers(DriverCard, { summary: 'Block a card at once', tag, status: 201 }),
      checked('param', CardPath),
      async (c) => {
        const { id, name } = c.var.actor
        const { idTag } = await ownCard(services, id, c.req.valid('param').idTag)
        const block = { idTag, side: 'holder', actor: name } as const
        await services.writer.write((tx) => blockCard(tx, services, block))
        return c.json(await ownCard(services, id, idTag), 201)
      },
    )
    .delete(
      '/cards/:idTag/block',
      answers(DriverCard, { summary: 'Take one’s own block back', tag }),
      checked('param', CardPath),
      async (c) => {
        const { id, name } = c.var.actor
        const { idTag, state } = await ownCard(services, id, c.req.valid('param').idTag)
        if (state === 'lost')
          throw new Problem('conflict', 'A card that was lost stays blocked; link another.')
        const block = { idTag, side: 'holder', actor: name } as const
        await services.writer.write((tx) => unblockCard(tx, services, block))
        return c.json(await ownCard(services, id, idTag))
      },
    )
    .post(
      '/cards/:idTag/loss',
      answers(DriverCard, {
        summary: 'Report a card lost',
        description:
          'It is blocked for good, what charges with it is stopped, and its history stays. With a delivery a card in its place is ordered, which takes over who pays and what is allowed.',
        tag,
        status: 201,
      }),
      checked('param', CardPath),
      checked('json', LossInput),
      async (c) => {
        const { actor: person } = c.var
        const { idTag, state } = await ownCard(services, person.id, c.req.valid('param').idTag)
        if (state === 'lost') throw new Problem('conflict', 'It has been reported already.')
        const { delivery } = c.req.valid('json')
        await reportLoss(services, { idTag, person, delivery })
        return c.json(await ownCard(services, person.id, idTag), 201)
      },
    )
    .get(
      '/card-orders',
      answers(z.array(CardOrder), { summary: 'Cards that were ordered', tag }),
      async (c) =>
        c.json((await listOrders(services, { driverId: c.var.actor.id, limit: mostOrders })).items),
    )
    .post(
      '/card-orders',
      answers(z.object({ id: z.string() }), { summary: 'Order a card', tag, status: 201 }),
      checked('json', CardOrderInput),
      async (c) => {
        const { actor: person } = c.var
        const { delivery } = c.req.valid('json')
        const id = await services.writer.write((tx) =>
          orderCard(tx, services, { person, delivery, replaces: null }),
        )
        if (id === undefined) throw new Problem('conflict', 'Cards are on order already; wait for them.')
        return c.json({ id }, 201)
      },
    )
    .delete(
      '/card-orders/:id',
      answers(z.object({ id: z.string() }), { summary: 'Cancel an order', tag }),
      checked('param', IdPath),
      async (c) => {
        const { id } = c.req.valid('param')
        const { id: driverId, name: actor } = c.var.actor
        const result = await services.writer.write((tx) => cancelOrder(tx, services, { id, actor, driverId }))
        if (result === 'unknown') throw new Problem('not-found', `There is no order ${id}.`)
        if (result !== 'settled') throw new Problem('conflict', 'The order has been settled already.')
        return c.json({ id })
      },
    )
}

/** Linking a card by tapping it at a post, mounted at `/me`. */
export function cardLinkRoutes(services: Services): Hono {
  return new Hono()
    .post(
      '/card-links',
      answers(CardLink, {
        summary: 'Be about to tap a card at a post',
        description:
          'Within two minutes an unknown card has to be tapped at this post. Its display then shows the end of the card’s number, which is the code to confirm with.',
        tag,
        status: 201,
      }),
      checked('json', CardLinkInput),
      async (c) => {
        const { actor: driver } = c.var
        const { chargePointId } = c.req.valid('json')
        const asked = await services.writer.write((tx) => askForLink(tx, services, { driver, chargePointId }))
        if (asked.kind === 'refused') throw refusedToAsk(asked.reason, chargePointId)
        return c.json(await linkOr404(services, driver.id, asked.id), 201)
      },
    )
    .get(
      '/card-links/:id',
      answers(CardLink, { summary: 'How far a link is', tag }),
      checked('param', IdPath),
      async (c) => c.json(await linkOr404(services, c.var.actor.id, c.req.valid('param').id)),
    )
    .post(
      '/card-links/:id/confirmation',
      answers(DriverCard, {
        summary: 'Confirm with the code that the display shows',
        description: `Right, and the card is linked; after ${mostAttempts} wrong codes it is to be tapped anew.`,
        tag,
        status: 201,
      }),
      checked('param', IdPath),
      checked('json', CardLinkConfirmation),
      async (c) => {
        const { actor: driver } = c.var
        const { id } = c.req.valid('param')
        const { code } = c.req.valid('json')
        const result = await services.writer.write((tx) => confirmLink(tx, services, { driver, id, code }))
        if (result.kind !== 'linked') throw notConfirmed(result)
        return c.json(await ownCard(services, driver.id, result.idTag), 201)
      },
    )
}

async function ownCard(services: Services, userId: string, idTag: string): Promise<DriverCard> {
  const [card] = await listDriverCards(services.read, userId, idTag)
  if (card === undefined) throw new Problem('not-found', `There is no card ${idTag}.`)
  return card
}

async function linkOr404(services: Services, userId: string, id: string): Promise<CardLink> {
  const link = await findLink(services.read, userId, id)
  if (link === undefined) throw new Problem('not-found', `There is no link ${id}.`)
  const { chargePointId, attempts, expiresAt } = link
  const state = stateAt({ ...link, expiresAt: fromStoredInstant(expiresAt) }, services.clock.wallMs())
  return { id, chargePointId, state, expiresAt, attemptsLeft: mostAttempts - attempts }
}

function refusedToAsk(reason: 'unknownPost' | 'postBusy' | 'tooMany', chargePointId: string): Problem {
  switch (reason) {
    case 'unknownPost':
      return new Problem('not-found', `There is no charger ${chargePointId}.`)
    case 'postBusy':
      return new Problem(
        'conflict',
        'Somebody else is linking a card at this post; try again in two minutes.',
      )
    case 'tooMany':
      return new Problem('too-many-requests', 'You have tried often; try again in an hour.')
  }
}

function notConfirmed(result: Exclude<ConfirmedLink, { kind: 'linked' }>): Problem {
  if (result.kind === 'wrongCode')
    return new Problem(
      'conflict',
      result.attemptsLeft > 0
        ? `This is not what the display showed; ${result.attemptsLeft} attempts are left.`
        : 'This is not what the display showed. Ask anew, and tap the card again.',
    )
  switch (result.reason) {
    case 'unknown':
      return new Problem('not-found', 'There is no such link.')
    case 'notTapped':
      return new Problem('conflict', 'No unknown card has been tapped at this post yet.')
    case 'over':
      return new Problem('gone', 'The time is over; ask anew, and tap the card again.')
    case 'taken':
      return new Problem('conflict', 'This card is somebody’s already.')
  }
}

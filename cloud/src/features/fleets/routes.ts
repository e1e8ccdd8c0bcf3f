import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { IdTagText } from '../cards/schemas.ts'
import { Session } from '../charging/schemas.ts'
import { blockCard, unblockCard } from '../drivers/cards.ts'
import { connectAccount, setLimits, setRider } from './commands.ts'
import { listFleetCards, listFleetSessions, listRiders } from './queries.ts'
import { CardLimits, FleetAccount, FleetCard, Rider, RiderInput } from './schemas.ts'

const tag = 'Fleets'
const FleetPath = z.object({ organisationId: z.string().max(60) })
const CardPath = FleetPath.extend({ idTag: IdTagText })

/** A company's riders, cards and limits, mounted at `/fleets`. */
export function fleetRoutes(services: Services): Hono {
  return new Hono()
    .put(
      '/:organisationId/account',
      answers(FleetAccount, { summary: 'Connect a company with the account that its cards charge to', tag }),
      checked('param', FleetPath),
      checked('json', FleetAccount),
      async (c) => {
        const { organisationId } = c.req.valid('param')
        const { account } = c.req.valid('json')
        const wish = { organisationId, account, actor: c.var.actor.name }
        const result = await services.writer.write((tx) => connectAccount(tx, services, wish))
        if (result === 'noCompany') throw new Problem('not-found', `There is no company ${organisationId}.`)
        if (result === 'noAccount') throw new Problem('invalid-request', `There is no account ${account}.`)
        if (result === 'taken') throw new Problem('conflict', 'The account is another company’s.')
        return c.json({ account })
      },
    )
    .get(
      '/:organisationId/riders',
      answers(pageOf(Rider), { summary: 'Who rides for the company', tag }),
      checked('param', FleetPath),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string())
        const { organisationId } = c.req.valid('param')
        const riders = await listRiders(services.read, organisationId, { after, limit: limit + 1 })
        return c.json(toPage(riders, limit, ({ id }) => id))
      },
    )
    .get(
      '/:organisationId/sessions',
      answers(pageOf(Session), { summary: 'What its cards have charged, the newest first', tag }),
      checked('param', FleetPath),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.int())
        const { organisationId } = c.req.valid('param')
        const page = { before, limit: limit + 1 }
        const sessions = await listFleetSessions(services.read, organisationId, page)
        return c.json(toPage(sessions, limit, ({ transactionId }) => transactionId))
      },
    )
    .route('/', fleetCardRoutes(services))
}

function fleetCardRoutes(services: Services): Hono {
  const { writer } = services
  const answerCard = async (c: Context, organisationId: string, idTag: string, status: 200 | 201 = 200) =>
    c.json(await cardOr404(services, organisationId, idTag), status)
  return new Hono()
    .get(
      '/:organisationId/cards',
      answers(pageOf(FleetCard), { summary: 'The company’s cards', tag }),
      checked('param', FleetPath),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string())
        const { organisationId } = c.req.valid('param')
        const cards = await listFleetCards(services, organisationId, { after, limit: limit + 1 })
        return c.json(toPage(cards, limit, ({ idTag }) => idTag))
      },
    )
    .put(
      '/:organisationId/cards/:idTag/limits',
      answers(FleetCard, {
        summary: 'Say what a card may take',
        description:
          'In one session, a day and a month, in rupiah or Wh. A card with limits starts only where there is a network.',
        tag,
      }),
      checked('param', CardPath),
      checked('json', CardLimits),
      async (c) => {
        const { organisationId, idTag } = c.req.valid('param')
        await cardOr404(services, organisationId, idTag)
        const change = { idTag, limits: c.req.valid('json').limits, actor: c.var.actor.name }
        await writer.write((tx) => setLimits(tx, services, change))
        return answerCard(c, organisationId, idTag)
      },
    )
    .put(
      '/:organisationId/cards/:idTag/rider',
      answers(FleetCard, { summary: 'Say who rides with a card', tag }),
      checked('param', CardPath),
      checked('json', RiderInput),
      async (c) => {
        const card = { ...c.req.valid('param'), ...c.req.valid('json'), actor: c.var.actor.name }
        await cardOr404(services, card.organisationId, card.idTag)
        const result = await writer.write((tx) => setRider(tx, services, card))
        if (result === 'noRider')
          throw new Problem('invalid-request', 'This person does not ride for the company.')
        if (result === 'lost') throw new Problem('conflict', 'The card was lost; it is nobody’s any more.')
        return answerCard(c, card.organisationId, card.idTag)
      },
    )
    .post(
      '/:organisationId/cards/:idTag/block',
      answers(FleetCard, { summary: 'Block a card at once', tag, status: 201 }),
      checked('param', CardPath),
      async (c) => {
        const { organisationId, idTag } = c.req.valid('param')
        await cardOr404(services, organisationId, idTag)
        const block = { idTag, side: 'company', actor: c.var.actor.name } as const
        await writer.write((tx) => blockCard(tx, services, block))
        return answerCard(c, organisationId, idTag, 201)
      },
    )
    .delete(
      '/:organisationId/cards/:idTag/block',
      answers(FleetCard, { summary: 'Take the company’s block back', tag }),
      checked('param', CardPath),
      async (c) => {
        const { organisationId, idTag } = c.req.valid('param')
        await cardOr404(services, organisationId, idTag)
        const block = { idTag, side: 'company', actor: c.var.actor.name } as const
        await writer.write((tx) => unblockCard(tx, services, block))
        return answerCard(c, organisationId, idTag)
      },
    )
}

async function cardOr404(services: Services, organisationId: string, idTag: string): Promise<FleetCard> {
  const [card] = await listFleetCards(services, organisationId, { idTag, limit: 1 })
  if (card === undefined) throw new Problem('not-found', `There is no card ${idTag} of this company.`)
  return card
}

import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { demandNew, mayAskForNew } from '../../http/only-new.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { replaceCard } from '../drivers/card-replacement.ts'
import { findCard, saveCard } from './commands.ts'
import { findCardView, listCards } from './queries.ts'
import { CardDetails, CardReplacement, CardView, cardSortKeys, IdTagText } from './schemas.ts'

const tag = 'Cards'
const Path = z.object({ idTag: IdTagText })

export function cardRoutes(services: Services): Hono {
  const cardOr404 = async (idTag: string): Promise<CardView> => {
    const card = await findCardView(services.read, idTag)
    if (card === undefined) throw new Problem('not-found', `There is no card ${idTag}.`)
    return card
  }
  return new Hono()
    .get(
      '/',
      answers(pageOf(CardView), { summary: 'List cards', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(cardSortKeys) })),
      async (c) => c.json(await listCards(services.read, c.req.valid('query'))),
    )
    .get('/:idTag', answers(CardView, { summary: 'One card', tag }), checked('param', Path), async (c) =>
      c.json(await cardOr404(c.req.valid('param').idTag)),
    )
    .put(
      '/:idTag',
      answers(CardView, {
        summary: 'Create a card, or change it',
        description: `A running session goes on; chargers hear of the change when the card is next presented. ${mayAskForNew}`,
        tag,
      }),
      checked('param', Path),
      checked('json', CardDetails),
      async (c) => {
        const card = { ...c.req.valid('json'), ...c.req.valid('param') }
        const result = await services.writer.write(async (tx) => {
          await demandNew(c, { what: 'a card', name: card.idTag }, () => findCard(tx, card.idTag))
          return saveCard(tx, services, card)
        })
        if (result === 'unknownAccount')
          throw new Problem('invalid-request', `There is no postpaid account ${card.postpaidAccount}.`)
        if (result === 'hasWallet')
          throw new Problem('conflict', `A wallet pays for card ${card.idTag}: unlink it first.`)
        return c.json(await cardOr404(card.idTag))
      },
    )
    .post(
      '/:idTag/replacement',
      answers(CardView, {
        summary: 'Put a new card in the place of one that is broken or lost',
        description:
          'The new card gets its payer, limits, group and holder; the old one is blocked for good. A running session goes on.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', CardReplacement),
      async (c) => {
        const { idTag: old } = c.req.valid('param')
        const { by } = c.req.valid('json')
        await services.writer.write((tx) => replaceCard(tx, services, { old, by, actor: c.var.actor.name }))
        services.payments.somethingIsDue()
        return c.json(await cardOr404(by), 201)
      },
    )
}

/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { mostAttempts, stateAt } from '../../core/card-link.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { Problem } from '../../http/problem.ts'
import { streamSnapshots } from '../../http/snapshots.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import { actorOf } from '../access/guard.ts'
import { askForLink, type ConfirmedLink, confirmLink, findLink } from '../drivers/card-links.ts'
import { reportLoss } from '../drivers/card-loss.ts'
import { cancelOrder, listOrders, orderCard } from '../drivers/card-orders.ts'
import { blockCard, listDriverCards, unblockCard } from '../drivers/cards.ts'
import { type CardLink, Delivery, type DriverCard } from '../drivers/schemas.ts'
import { signedInOf } from '../sign-in/account-routes.tsx'
import { formOf } from '../sign-in/page-input.ts'
import { CardsPage, LinkPage, LinkPart, LossPage } from './cards-page.tsx'
import { type MeRefusal, meWords } from './words.ts'

/** More orders than one person sees. */
const mostOrders = 100

/** A driver's cards, as forms. */
export function ownCardPages(services: Services): Hono {
  return new Hono()
    .get('/cards', (c) => cardsPage(c, services))
    .post('/cards/:idTag/blocking', async (c) => {
      await formOf(c, services)
      const { name } = signedInOf(c)
      const { idTag } = await ownCard(c, services)
      await services.writer.write((tx) => blockCard(tx, services, { idTag, side: 'holder', actor: name }))
      return c.redirect('/me/cards?done', 303)
    })
    .post('/cards/:idTag/unblocking', async (c) => {
      await formOf(c, services)
      const { name } = signedInOf(c)
      const { idTag, state } = await ownCard(c, services)
      if (state === 'lost') return cardsPage(c, services, 'alreadyLost')
      await services.writer.write((tx) => unblockCard(tx, services, { idTag, side: 'holder', actor: name }))
      return c.redirect('/me/cards?done', 303)
    })
    .get('/cards/:idTag/loss', async (c) => {
      const { idTag } = await ownCard(c, services)
      return c.html(<LossPage idTag={idTag} language={languageOf(c)} />)
    })
    .post('/cards/:idTag/loss', async (c) => {
      const typed = await formOf(c, services)
      const person = signedInOf(c)
      const { idTag, state } = await ownCard(c, services)
      if (state === 'lost') return cardsPage(c, services, 'alreadyLost')
      const wantsAnother = typed.address !== undefined
      const delivery = Delivery.safeParse({ name: typed.name, address: typed.address })
      if (wantsAnother && !delivery.success) {
        const language = languageOf(c)
        const refusal = meWords[language].refused.form
        return c.html(<LossPage {...{ idTag, language, refusal, typed }} />, 400)
      }
      await reportLoss(services, { idTag, person, delivery: delivery.data ?? null })
      return c.redirect('/me/cards?done', 303)
    })
    .post('/card-orders', async (c) => {
      const typed = await formOf(c, services)
      const delivery = Delivery.safeParse({ name: typed.name, address: typed.address })
      if (!delivery.success) return cardsPage(c, services, 'form', typed)
      const order = { person: signedInOf(c), delivery: delivery.data, replaces: null }
      const id = await services.writer.write((tx) => orderCard(tx, services, order))
      return id === undefined ? cardsPage(c, services, 'orders', typed) : c.redirect('/me/cards?done', 303)
    })
    .post('/card-orders/:id/cancellation', async (c) => {
      await formOf(c, services)
      const { id: driverId, name: actor } = signedInOf(c)
      const order = { id: c.req.param('id'), actor, driverId }
      const result = await services.writer.write((tx) => cancelOrder(tx, services, order))
      return result === 'settled' ? c.redirect('/me/cards?done', 303) : cardsPage(c, services, 'orderOver')
    })
    .post('/card-links', async (c) => {
      const typed = await formOf(c, services)
      const chargePointId = (typed.chargePointId ?? '').trim().toUpperCase()
      const ask = { driver: signedInOf(c), chargePointId }
      const asked = await services.writer.write((tx) => askForLink(tx, services, ask))
      return asked.kind === 'refused'
        ? cardsPage(c, services, asked.reason, typed)
        : c.redirect(`/me/card-links/${asked.id}`, 303)
    })
    .get('/card-links/:id', async (c) => {
      const link = await linkOr404(c, services)
      return c.html(<LinkPage link={link} language={languageOf(c)} />)
    })
    .get('/card-links/:id/live', async (c) => {
      const { chargePointId } = await linkOr404(c, services)
      return streamSnapshots(c, {
        ...{ clock: services.clock, changes: services.changes, chargePointId, initially: [chargePointId] },
        // Asked each time: somebody may be signed out while a stream is open.
        snapshot: async () =>
          (await actorOf(c, services)) === undefined
            ? null
            : String(<LinkPart link={await linkOr404(c, services)} language={languageOf(c)} />),
      })
    })
    .post('/card-links/:id/confirmation', async (c) => {
      const { code = '' } = await formOf(c, services)
      const given = { driver: signedInOf(c), id: c.req.param('id'), code: code.trim() }
      const result = await services.writer.write((tx) => confirmLink(tx, services, given))
      if (result.kind === 'linked') return c.redirect('/me/cards?done', 303)
      const language = languageOf(c)
      const link = await linkOr404(c, services)
      const refusal = meWords[language].refused[refusalOf(result)]
      return c.html(<LinkPage {...{ link, language, refusal }} />, 409)
    })
}

function refusalOf(result: Exclude<ConfirmedLink, { kind: 'linked' }>): MeRefusal {
  if (result.kind === 'wrongCode') return 'wrongCode'
  return result.reason === 'notTapped' || result.reason === 'taken' ? result.reason : 'gone'
}

async function cardsPage(
  c: Context,
  services: Services,
  refused?: MeRefusal,
  typed: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { id } = signedInOf(c)
  const language = languageOf(c)
  const text = meWords[language]
  const page = (
    <CardsPage
      cards={await listDriverCards(services.read, id)}
      orders={(await listOrders(services, { driverId: id, limit: mostOrders })).items}
      notice={c.req.query('done') === undefined ? undefined : text.done}
      refusal={refused && text.refused[refused]}
      {...{ language, typed }}
    />
  )
  return c.html(page, refused === undefined ? 200 : 409)
}

async function ownCard(c: Context, services: Services): Promise<DriverCard> {
  const idTag = c.req.param('idTag') ?? ''
  const [card] = await listDriverCards(services.read, signedInOf(c).id, idTag)
  if (card === undefined) throw new Problem('not-found', `There is no card ${idTag}.`)
  return card
}

async function linkOr404(c: Context, services: Services): Promise<CardLink> {
  const link = await findLink(services.read, signedInOf(c).id, c.req.param('id') ?? '')
  if (link === undefined) throw new Problem('not-found', 'There is no such link.')
  const { id, chargePointId, attempts, expiresAt } = link
  const state = stateAt({ ...link, expiresAt: fromStoredInstant(expiresAt) }, services.clock.wallMs())
  return { id, chargePointId, state, expiresAt, attemptsLeft: mostAttempts - attempts }
}

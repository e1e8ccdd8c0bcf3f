import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { type Actor, actorMay } from '../../http/actor.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { refundView } from '../payments/queries.ts'
import { findRefund } from '../payments/refund-rows.ts'
import { RefundView } from '../payments/schemas.ts'
import {
  changeWallet,
  linkCard,
  openWallet,
  payOut,
  releaseLost,
  reverseUse,
  unlinkCard,
} from './commands.ts'
import { listHolds, listWallets, walletStatement, walletView } from './queries.ts'
import {
  PayoutInput,
  ReleaseInput,
  ReversalInput,
  TopUpInput,
  TopUpView,
  WalletCardPath,
  WalletDetails,
  WalletHoldPath,
  WalletHoldView,
  WalletPath,
  WalletStatementLine,
  WalletView,
  walletSortKeys,
} from './schemas.ts'
import { openTopUp, type TopUpRefusal } from './topping-up.ts'

const tag = 'Wallets'

/** Money that holders keep with us, mounted at `/wallets`. */
export function walletRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(WalletView), { summary: 'Wallets, the oldest first', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(walletSortKeys) })),
      async (c) => {
        const withPage = actorMay(c.var.actor, 'wallets.write')
        return c.json(await listWallets(services, { ...c.req.valid('query'), withPage }))
      },
    )
    .post(
      '/',
      answers(WalletView, { summary: 'Open a wallet', tag, status: 201 }),
      checked('json', WalletDetails),
      async (c) => {
        const details = c.req.valid('json')
        const id = await services.writer.write((tx) => openWallet(tx, services, details))
        return c.json(await walletOr404(services, id, c.var.actor), 201)
      },
    )
    .get(
      '/:id',
      answers(WalletView, { summary: 'One wallet', tag }),
      checked('param', WalletPath),
      async (c) => c.json(await walletOr404(services, c.req.valid('param').id, c.var.actor)),
    )
    .put(
      '/:id',
      answers(WalletView, { summary: 'Rename, freeze or thaw a wallet', tag }),
      checked('param', WalletPath),
      checked('json', WalletDetails),
      async (c) => {
        const { id } = c.req.valid('param')
        await services.writer.write((tx) => changeWallet(tx, { id, ...c.req.valid('json') }))
        return changed(c, services, id)
      },
    )
    .get(
      '/:id/statement',
      answers(pageOf(WalletStatementLine), { summary: 'What has happened to it, the newest first', tag }),
      checked('param', WalletPath),
      checked('query', PageQuery),
      async (c) => {
        const { id: walletId } = c.req.valid('param')
        await walletOr404(services, walletId, c.var.actor)
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.string())
        const lines = await walletStatement(services.read, { walletId, before, limit: limit + 1 })
        return c.json(toPage(lines, limit, ({ journalId }) => journalId))
      },
    )
    .put(
      '/:id/cards/:idTag',
      answers(WalletView, { summary: 'Let it pay for a card', tag }),
      checked('param', WalletCardPath),
      async (c) => {
        const { id, idTag } = c.req.valid('param')
        await services.writer.write((tx) => linkCard(tx, services, { walletId: id, idTag }))
        return changed(c, services, id)
      },
    )
    .delete(
      '/:id/cards/:idTag',
      answers(WalletView, {
        summary: 'Let it pay for a card no longer',
        description: 'The card is blocked, since nobody pays for it.',
        tag,
      }),
      checked('param', WalletCardPath),
      async (c) => {
        const { id, idTag } = c.req.valid('param')
        await services.writer.write((tx) => unlinkCard(tx, services, { walletId: id, idTag }))
        return changed(c, services, id)
      },
    )
    .route('/', moneyRoutes(services))
}

function moneyRoutes(services: Services): Hono {
  return new Hono()
    .post(
      '/:id/top-ups',
      answers(TopUpView, { summary: 'Ask for a QR to fill it up by', tag, status: 201 }),
      checked('param', WalletPath),
      checked('json', TopUpInput),
      async (c) => {
        const walletId = c.req.valid('param').id
        const result = await openTopUp(services, { walletId, ...c.req.valid('json') })
        if (result.kind === 'noProvider')
          throw new Problem('unavailable', 'No payment provider takes it just now.')
        if (result.kind === 'refused') throw problemOf(services, walletId, result.why)
        const { id: paymentId, reference, amountIdr, expiresAt, toPay } = result.payment
        const asked = toPay === null ? {} : (JSON.parse(toPay) as { qrContent?: string })
        const { qrContent = null } = asked
        return c.json({ paymentId, reference, amountIdr, expiresAt, qrContent }, 201)
      },
    )
    .get(
      '/:id/holds',
      answers(z.object({ items: z.array(WalletHoldView) }), { summary: 'What of it is set aside', tag }),
      checked('param', WalletPath),
      async (c) => {
        const { id } = c.req.valid('param')
        await walletOr404(services, id, c.var.actor)
        return c.json({ items: await listHolds(services.read, id) })
      },
    )
    .post(
      '/:id/holds/:holdId/release',
      answers(WalletView, {
        summary: 'Free what a post that is gone does not give back',
        description:
          'Whatever the post has spent of it all the same is taken out of the balance when it tells.',
        tag,
        status: 201,
      }),
      checked('param', WalletHoldPath),
      checked('json', ReleaseInput),
      async (c) => {
        const { id: walletId, holdId } = c.req.valid('param')
        const deed = { walletId, holdId, note: c.req.valid('json').note, actor: c.var.actor.name }
        await services.writer.write((tx) => releaseLost(tx, services, deed))
        return c.json(await walletOr404(services, walletId, c.var.actor), 201)
      },
    )
    .post(
      '/:id/reversals',
      answers(WalletView, {
        summary: 'Take back what a session took out of it',
        description: 'By a journal with the opposite postings, `journalId` being that of the statement.',
        tag,
        status: 201,
      }),
      checked('param', WalletPath),
      checked('json', ReversalInput),
      async (c) => {
        const { id: walletId } = c.req.valid('param')
        const deed = { walletId, ...c.req.valid('json'), actor: c.var.actor.name }
        await services.writer.write((tx) => reverseUse(tx, services, deed))
        return c.json(await walletOr404(services, walletId, c.var.actor), 201)
      },
    )
    .post(
      '/:id/payouts',
      answers(RefundView, {
        summary: 'Pay out what is left in it',
        description: 'As a refund that a person transfers: `POST /refunds/{id}/transfer` when that is done.',
        tag,
        status: 201,
      }),
      checked('param', WalletPath),
      checked('json', PayoutInput),
      async (c) => {
        const { id: walletId } = c.req.valid('param')
        const deed = { walletId, ...c.req.valid('json'), actor: c.var.actor.name }
        const refundId = await services.writer.write((tx) => payOut(tx, services, deed))
        const refund = await findRefund(services.read, refundId)
        if (refund === undefined) throw new Error(`Refund ${refundId} was stored and is not there.`)
        return c.json(refundView(services, refund, c.var.actor), 201)
      },
    )
}

/** Posts are told at once where that is called for. */
async function changed(c: Context, services: Services, id: string): Promise<Response> {
  services.payments.somethingIsDue()
  return c.json(await walletOr404(services, id, c.var.actor))
}

async function walletOr404(services: Services, id: string, by: Actor): Promise<WalletView> {
  const wallet = await walletView(services, id, actorMay(by, 'wallets.write'))
  if (wallet === undefined) throw new Problem('not-found', `There is no wallet ${id}.`)
  return wallet
}

function problemOf(services: Services, walletId: string, why: TopUpRefusal): Problem {
  const { topUpLeastIdr, topUpMostIdr } = services.settings.wallets
  switch (why) {
    case 'unknownWallet':
      return new Problem('not-found', `There is no wallet ${walletId}.`)
    case 'frozen':
      return new Problem('conflict', 'It is frozen.')
    case 'amount':
      return new Problem('invalid-request', `Between Rp ${topUpLeastIdr} and Rp ${topUpMostIdr} at once.`)
    case 'walletFull':
      return new Problem('conflict', 'No more may lie in it.')
    case 'tooManyOpen':
      return new Problem('conflict', 'Too many of its QRs are waiting to be paid.')
  }
}

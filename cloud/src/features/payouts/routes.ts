import { Hono } from 'hono'
import { z } from 'zod'
import type { Actor } from '../../http/actor.ts'
import { answers, checked } from '../../http/describe.ts'
import { pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { ownOrganisation, partnerOr404 } from '../partners/own.ts'
import { Slug } from '../sites/schemas.ts'
import { accountToPay, bankAccountsOf, decideBankAccount, proposeBankAccount } from './bank-accounts.ts'
import { approvePayout, payoutPaid, proposePayout, refusePayout } from './commands.ts'
import { owedTo } from './owed.ts'
import { listPayouts } from './queries.ts'
import {
  BankAccountInput,
  OwedView,
  PaidInput,
  PayoutInput,
  PayoutQuery,
  PayoutView,
  RefusalInput,
} from './schemas.ts'

const tag = 'Partners'
const Path = z.object({ number: z.coerce.number().int().min(1) })
const PartnerPath = z.object({ slug: Slug })
const AccountPath = PartnerPath.extend({ id: z.string() })

/** What goes to partners, proposed by one person and approved by another; mounted at `/payouts`. */
export function payoutRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(PayoutView), { summary: 'Payouts, the newest first', tag }),
      checked('query', PayoutQuery),
      async (c) => {
        const organisationId = ownOrganisation(c.var.actor)
        return c.json(await listPayouts(services.read, { ...c.req.valid('query'), organisationId }))
      },
    )
    .get('/:number', answers(PayoutView, { summary: 'One payout', tag }), checked('param', Path), async (c) =>
      c.json(await payoutFor(services, c.req.valid('param').number, c.var.actor)),
    )
    .post(
      '/',
      answers(PayoutView, {
        summary: 'Propose to pay a partner out',
        description: 'No money moves before a second person has approved it.',
        tag,
        status: 201,
      }),
      checked('json', PayoutInput),
      async (c) => {
        const { actor } = c.var
        const { organisation, amountIdr, note } = c.req.valid('json')
        const partner = await partnerOr404(services, organisation, actor)
        const number = await services.writer.write((tx) =>
          proposePayout(tx, services, { partner, amountIdr, note, actor }),
        )
        return c.json(await payoutFor(services, number, actor), 201)
      },
    )
    .post(
      '/:number/approval',
      answers(PayoutView, {
        summary: 'Approve a payout',
        description: 'By somebody else than who proposed it; from then on it is on its way.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      async (c) => {
        const { number } = c.req.valid('param')
        const { actor } = c.var
        await services.writer.write((tx) => approvePayout(tx, services, { number, actor }))
        return c.json(await payoutFor(services, number, actor), 201)
      },
    )
    .get(
      '/:number/bank-account',
      answers(BankAccountInput, { summary: 'Where an approved payout is to be transferred to', tag }),
      checked('param', Path),
      async (c) => {
        c.header('Cache-Control', 'no-store')
        return c.json(await accountToPay(services, c.req.valid('param').number, c.var.actor))
      },
    )
    .post(
      '/:number/payment',
      answers(PayoutView, { summary: 'Say that the bank has carried a payout out', tag, status: 201 }),
      checked('param', Path),
      checked('json', PaidInput),
      async (c) => {
        const { number } = c.req.valid('param')
        const { actor } = c.var
        const { bankReference } = c.req.valid('json')
        await services.writer.write((tx) => payoutPaid(tx, services, { number, bankReference, actor }))
        return c.json(await payoutFor(services, number, actor), 201)
      },
    )
    .post(
      '/:number/refusal',
      answers(PayoutView, {
        summary: 'Refuse a payout',
        description: 'Also one that was approved and came back: what was on its way is owed again.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', RefusalInput),
      async (c) => {
        const { number } = c.req.valid('param')
        const { actor } = c.var
        const { note } = c.req.valid('json')
        await services.writer.write((tx) => refusePayout(tx, services, { number, note, actor }))
        return c.json(await payoutFor(services, number, actor), 201)
      },
    )
}

/** What a partner is owed and where he is paid, mounted at `/partners`. */
export function partnerRoutes(services: Services): Hono {
  const balanceOf = async (slug: string, actor: Actor) => {
    const partner = await partnerOr404(services, slug, actor)
    const owedIdr = await owedTo(services.read, partner.id)
    return { organisation: slug, owedIdr, bankAccounts: await bankAccountsOf(services.read, partner) }
  }
  const decide = async (
    path: z.infer<typeof AccountPath>,
    verdict: 'confirmed' | 'refused',
    actor: Actor,
  ) => {
    const partner = await partnerOr404(services, path.slug, actor)
    const { id } = path
    await services.writer.write((tx) => decideBankAccount(tx, services, { id, partner, verdict, actor }))
    return balanceOf(path.slug, actor)
  }
  return new Hono()
    .get(
      '/:slug',
      answers(OwedView, { summary: 'What a partner is owed, and where he is paid', tag }),
      checked('param', PartnerPath),
      async (c) => c.json(await balanceOf(c.req.valid('param').slug, c.var.actor)),
    )
    .post(
      '/:slug/bank-accounts',
      answers(OwedView, {
        summary: 'Propose where a partner is paid',
        description: 'Of no effect until a second person has confirmed it.',
        tag,
        status: 201,
      }),
      checked('param', PartnerPath),
      checked('json', BankAccountInput),
      async (c) => {
        const { slug } = c.req.valid('param')
        const { actor } = c.var
        const partner = await partnerOr404(services, slug, actor)
        const account = c.req.valid('json')
        await services.writer.write((tx) => proposeBankAccount(tx, services, { partner, account, actor }))
        return c.json(await balanceOf(slug, actor), 201)
      },
    )
    .post(
      '/:slug/bank-accounts/:id/confirmation',
      answers(OwedView, {
        summary: 'Confirm where a partner is paid',
        description: 'By somebody else than who proposed it, who has asked the partner in another way.',
        tag,
        status: 201,
      }),
      checked('param', AccountPath),
      async (c) => c.json(await decide(c.req.valid('param'), 'confirmed', c.var.actor), 201),
    )
    .post(
      '/:slug/bank-accounts/:id/refusal',
      answers(OwedView, { summary: 'Refuse a bank account that was proposed', tag, status: 201 }),
      checked('param', AccountPath),
      async (c) => c.json(await decide(c.req.valid('param'), 'refused', c.var.actor), 201),
    )
}

async function payoutFor(services: Services, number: number, actor: Actor): Promise<PayoutView> {
  const organisationId = ownOrganisation(actor)
  const {
    items: [payout],
  } = await listPayouts(services.read, { number, organisationId, limit: 1 })
  if (payout === undefined) throw new Problem('not-found', `There is no payout ${number}.`)
  return payout
}

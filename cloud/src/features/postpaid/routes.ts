import { toIso } from '@colok/shared/time'
import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { noteChange } from '../activity/ongoing.ts'
import { markListsBehind } from '../local-lists/keep-in-step.ts'
import { Slug } from '../sites/schemas.ts'
import { invoicePdf } from './invoice-pdf.ts'
import { issueInvoice, payInvoice } from './invoicing.ts'
import { listAccounts, listInvoices } from './queries.ts'
import { AccountDetails, Invoice, InvoicePayment, InvoiceWish, PostpaidAccount } from './schemas.ts'

const tag = 'Postpaid'
const AccountPath = z.object({ slug: Slug })
const InvoicePath = z.object({ number: z.coerce.number().int().min(1) })

/** Organisations who pay by the month, mounted at `/postpaid-accounts`. */
export function postpaidRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(PostpaidAccount), { summary: 'List accounts', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string())
        const items = await listAccounts(services.read, { after, limit: limit + 1 })
        return c.json(toPage(items, limit, ({ slug }) => slug))
      },
    )
    .get(
      '/:slug',
      answers(PostpaidAccount, { summary: 'One account', tag }),
      checked('param', AccountPath),
      async (c) => c.json(await accountOr404(services, c.req.valid('param').slug)),
    )
    .put(
      '/:slug',
      answers(PostpaidAccount, {
        summary: 'Create an account, or change it',
        description: 'Its cards are those whose `postpaidAccount` names it.',
        tag,
      }),
      checked('param', AccountPath),
      checked('json', AccountDetails),
      async (c) => {
        const { slug } = c.req.valid('param')
        const { blocked, ...details } = c.req.valid('json')
        const columns = { ...details, blocked: blocked ? 1 : 0 }
        const createdAt = toIso(services.clock.wallMs())
        await services.writer.write(async (tx) => {
          await noteChange(
            () =>
              tx.query.selectFrom('postpaidAccount').selectAll().where('slug', '=', slug).executeTakeFirst(),
            columns,
          )
          await tx.query
            .insertInto('postpaidAccount')
            .values({ id: services.newId(), slug, createdAt, ...columns })
            .onConflict((conflict) => conflict.column('slug').doUpdateSet(columns))
            .execute()
          // Whether its cards may start offline too has perhaps changed.
          await markListsBehind(tx, services)
        })
        return c.json(await accountOr404(services, slug))
      },
    )
    .post(
      '/:slug/invoices',
      answers(Invoice, {
        summary: 'Issue an invoice now',
        description:
          'For all up to the end of a month that stands on none. By itself it happens on the third day.',
        tag,
        status: 201,
      }),
      checked('param', AccountPath),
      checked('json', InvoiceWish),
      async (c) => {
        const { slug } = c.req.valid('param')
        await accountOr404(services, slug)
        const { month } = c.req.valid('json')
        const number = await services.writer.write((tx) => issueInvoice(tx, services, { slug, month }))
        if (number === undefined) throw new Problem('conflict', `Nothing up to ${month} is left to invoice.`)
        return c.json(await invoiceOr404(services, number), 201)
      },
    )
}

/** What those organisations were asked for, mounted at `/invoices`. */
export function invoiceRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(Invoice), { summary: 'Invoices, the newest first', tag }),
      checked('query', PageQuery.extend({ account: Slug.optional() })),
      async (c) => {
        const { limit, cursor, account } = c.req.valid('query')
        const before = decodeCursor(cursor, z.int())
        const items = await listInvoices(services.read, { account, before, limit: limit + 1 })
        return c.json(toPage(items, limit, ({ number }) => number))
      },
    )
    .get(
      '/:number',
      answers(Invoice, { summary: 'One invoice', tag }),
      checked('param', InvoicePath),
      async (c) => c.json(await invoiceOr404(services, c.req.valid('param').number)),
    )
    .get('/:number/pdf', checked('param', InvoicePath), async (c) => {
      const invoice = await invoiceOr404(services, c.req.valid('param').number)
      return c.body(new Uint8Array(await invoicePdf(invoice)), 200, { 'Content-Type': 'application/pdf' })
    })
    .post(
      '/:number/payment',
      answers(Invoice, { summary: 'Say that an invoice was paid', tag, status: 201 }),
      checked('param', InvoicePath),
      checked('json', InvoicePayment),
      async (c) => {
        const { number } = c.req.valid('param')
        const payment = { number, note: c.req.valid('json').note, actor: c.var.actor.name }
        const result = await services.writer.write((tx) => payInvoice(tx, services, payment))
        if (result === 'paidAlready')
          throw new Problem('conflict', `Invoice ${number} has been paid already.`)
        return c.json(await invoiceOr404(services, number), 201)
      },
    )
}

async function accountOr404(services: Services, slug: string): Promise<PostpaidAccount> {
  const [account] = await listAccounts(services.read, { slug, limit: 1 })
  if (account === undefined) throw new Problem('not-found', `There is no account ${slug}.`)
  return account
}

async function invoiceOr404(services: Services, number: number): Promise<Invoice> {
  const [invoice] = await listInvoices(services.read, { number, limit: 1 })
  if (invoice === undefined) throw new Problem('not-found', `There is no invoice ${number}.`)
  return invoice
}

import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { Note } from '../payments/schemas.ts'
import { matchDay, matchedSites } from './day-match.ts'
import { listReports, rowsOfReport } from './queries.ts'
import {
  DayMatch,
  maxFileBytes,
  SettlementReportView,
  SettlementRowView,
  settlementRowSortKeys,
  settlementSortKeys,
} from './schemas.ts'
import { bookWaitingRow, takeReport } from './settlement-reports.ts'

const tag = 'Reconciliation'
const Path = z.object({ id: z.string() })

const limitedFile = bodyLimit({
  maxSize: maxFileBytes,
  onError: () => {
    throw new Problem('too-large', `A settlement file may have ${maxFileBytes} bytes.`)
  },
})

/** Whether meters, ledger and providers agree; mounted at `/reconciliation`. */
export function reconciliationRoutes(services: Services): Hono {
  const reportOr404 = async (id: string): Promise<SettlementReportView> => {
    const {
      items: [report],
    } = await listReports(services.read, { id, limit: 1 })
    if (report === undefined) throw new Problem('not-found', `There is no settlement report ${id}.`)
    return report
  }
  return new Hono()
    .put(
      '/gateways/:gateway/settlement-report',
      limitedFile,
      answers(SettlementReportView, {
        summary: "Upload a provider's settlement file",
        description:
          'The body is the file, as downloaded. The same file, and a line that an earlier one had, is taken in once. What differs from the ledger is in the queue of exceptions.',
        tag,
      }),
      checked('param', z.object({ gateway: z.string() })),
      async (c) => {
        const gateway = services.payments.named(c.req.valid('param').gateway)
        if (gateway === undefined)
          throw new Problem(
            'not-found',
            `There is no provider ${c.req.param('gateway')}; set up are ${services.payments.gateways.map(({ name }) => name).join(', ') || 'none'}.`,
          )
        const id = await takeReport(services, {
          gateway,
          text: await c.req.text(),
          actor: c.var.actor.name,
        })
        return c.json(await reportOr404(id))
      },
    )
    .get(
      '/gateways',
      answers(z.object({ items: z.array(z.object({ name: z.string() })) }), {
        summary: 'Payment providers that are set up, whose settlement files can be taken in',
        tag,
      }),
      (c) => c.json({ items: services.payments.gateways.map(({ name }) => ({ name })) }),
    )
    .get(
      '/settlement-reports/:id',
      answers(SettlementReportView, { summary: 'One settlement file', tag }),
      checked('param', Path),
      async (c) => c.json(await reportOr404(c.req.valid('param').id)),
    )
    .get(
      '/settlement-reports',
      answers(pageOf(SettlementReportView), { summary: 'Settlement files, the newest first', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(settlementSortKeys) })),
      async (c) => c.json(await listReports(services.read, c.req.valid('query'))),
    )
    .get(
      '/settlement-reports/:id/rows',
      answers(pageOf(SettlementRowView), { summary: 'The lines of a settlement file that were new', tag }),
      checked('param', Path),
      checked(
        'query',
        PageQuery.extend({
          only: z.enum(['differences']).optional(),
          sort: optionalSort(settlementRowSortKeys),
        }),
      ),
      async (c) => {
        const { id } = await reportOr404(c.req.valid('param').id)
        const { only, ...page } = c.req.valid('query')
        const asked = { ...page, reportId: id, onlyDifferences: only !== undefined }
        return c.json(await rowsOfReport(services.read, asked))
      },
    )
    .post(
      '/settlement-rows/:id/booking',
      answers(z.object({ booked: z.literal(true) }), {
        summary: 'Book a line that fitted nothing, or came again',
        description: 'Once the bank’s own statement shows its money. It resolves the exception.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', Note),
      async (c) => {
        const { id } = c.req.valid('param')
        await bookWaitingRow(services, { id, note: c.req.valid('json').note, actor: c.var.actor.name })
        return c.json({ booked: true }, 201)
      },
    )
    .get(
      '/sites/:slug/days/:day',
      answers(DayMatch, { summary: 'Match a day: meters, ledger, providers', tag }),
      checked('param', z.object({ slug: z.string(), day: z.iso.date() })),
      async (c) => {
        const { slug, day } = c.req.valid('param')
        const [site] = await matchedSites(services.read, slug)
        if (site === undefined) throw new Problem('not-found', `There is no site ${slug}.`)
        return c.json(await matchDay(services.read, site, day))
      },
    )
}

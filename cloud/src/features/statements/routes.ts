import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { ownOrganisation, partnerOr404 } from '../partners/own.ts'
import { listEntries } from '../partners/queries.ts'
import { PartnerEntry } from '../partners/schemas.ts'
import { Slug } from '../sites/schemas.ts'
import { type CloseResult, closeStatement } from './closing.ts'
import { statementContent } from './content.ts'
import { guaranteesDue } from './guarantees.ts'
import { listStatements } from './queries.ts'
import {
  ClosingInput,
  Period,
  Statement,
  StatementPreview,
  StatementQuery,
  StatementSummary,
} from './schemas.ts'
import { statementCsv } from './statement-csv.ts'
import { statementPdf } from './statement-pdf.ts'
import { statementFor } from './visible.ts'

const tag = 'Partners'
const Path = z.object({ number: z.coerce.number().int().min(1) })

/** What partners are owed, period by period, mounted at `/statements`. */
export function statementRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(StatementSummary), { summary: 'Statements, the newest first', tag }),
      checked('query', StatementQuery),
      async (c) => {
        const organisationId = ownOrganisation(c.var.actor)
        return c.json(await listStatements(services.read, { ...c.req.valid('query'), organisationId }))
      },
    )
    .get(
      '/preview',
      answers(StatementPreview, {
        summary: 'What would stand on a partner’s statement if it were closed now',
        tag,
      }),
      checked('query', z.object({ organisation: Slug, period: Period })),
      async (c) => {
        const { organisation, period } = c.req.valid('query')
        const partner = await partnerOr404(services, organisation, c.var.actor)
        const beside = await guaranteesDue(services.read, { organisationId: partner.id, period })
        const content = await statementContent(services.read, services, { partner, period, beside })
        return c.json({ organisation, period, content })
      },
    )
    .get(
      '/open-entries',
      answers(pageOf(PartnerEntry), { summary: 'What stands on no statement yet, the oldest first', tag }),
      checked('query', PageQuery.extend({ organisation: Slug })),
      async (c) => {
        const { limit, cursor, organisation } = c.req.valid('query')
        const partner = await partnerOr404(services, organisation, c.var.actor)
        const after = decodeCursor(cursor, z.string())
        const page = { organisationId: partner.id, statementId: null, after, limit: limit + 1 }
        return c.json(toPage(await listEntries(services.read, page), limit, ({ id }) => id))
      },
    )
    .get(
      '/:number',
      answers(Statement, { summary: 'One statement', tag }),
      checked('param', Path),
      async (c) => {
        const {
          id: _,
          organisationId: __,
          ...statement
        } = await statementFor(services, c.req.valid('param').number, c.var.actor)
        return c.json(statement)
      },
    )
    .get(
      '/:number/entries',
      answers(pageOf(PartnerEntry), { summary: 'What a statement is made of, the oldest first', tag }),
      checked('param', Path),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const { id, organisationId } = await statementFor(services, c.req.valid('param').number, c.var.actor)
        const after = decodeCursor(cursor, z.string())
        const page = { organisationId, statementId: id, after, limit: limit + 1 }
        return c.json(toPage(await listEntries(services.read, page), limit, (entry) => entry.id))
      },
    )
    .get('/:number/pdf', checked('param', Path), async (c) => {
      const statement = await statementFor(services, c.req.valid('param').number, c.var.actor)
      return c.body(new Uint8Array(await statementPdf(statement, 'id')), 200, {
        'Content-Type': 'application/pdf',
      })
    })
    .get('/:number/csv', checked('param', Path), async (c) => {
      const statement = await statementFor(services, c.req.valid('param').number, c.var.actor)
      return c.body(statementCsv(statement.content), 200, { 'Content-Type': 'text/csv; charset=utf-8' })
    })
    .post(
      '/',
      answers(Statement, {
        summary: 'Close a statement',
        description:
          'In one commit, and for good. By itself it happens on the third day of the next month. What comes later stands on the next.',
        tag,
        status: 201,
      }),
      checked('json', ClosingInput),
      async (c) => {
        const { organisation, period } = c.req.valid('json')
        const partner = await partnerOr404(services, organisation, c.var.actor)
        const actor = c.var.actor.name
        const result = await services.writer.write((tx) =>
          closeStatement(tx, services, { partner, period, actor }),
        )
        if (result.kind !== 'closed') throw new Problem('conflict', whyNot(result, period))
        const {
          id: _,
          organisationId: __,
          ...statement
        } = await statementFor(services, result.number, c.var.actor)
        return c.json(statement, 201)
      },
    )
}

function whyNot(result: Exclude<CloseResult, { kind: 'closed' }>, period: string): string {
  switch (result.kind) {
    case 'nothing':
      return `Nothing up to ${period} stands on no statement.`
    case 'notOver':
      return `At ${result.site} ${period} is not over; /statements/preview shows how it stands.`
    case 'closedAlready':
      return `${result.period} is closed; what came since stands on the next.`
  }
}

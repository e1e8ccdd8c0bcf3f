/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { z } from 'zod'
import { checked } from '../../http/describe.ts'
import { listQuery } from '../../http/list-query.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import { pagePlace } from '../../web/page-place.ts'
import { authorise } from '../access/guard.ts'
import { ownOrganisation } from '../partners/own.ts'
import { listAgreements } from '../partners/queries.ts'
import { owedTo } from '../payouts/owed.ts'
import { listPayouts } from '../payouts/queries.ts'
import { PayoutQuery } from '../payouts/schemas.ts'
import { OverviewPage } from './overview-page.tsx'
import { listStatements } from './queries.ts'
import { StatementQuery } from './schemas.ts'
import { statementCsv } from './statement-csv.ts'
import { StatementPage } from './statement-page.tsx'
import { statementPdf } from './statement-pdf.ts'
import { statementFor } from './visible.ts'

/** Older ones are in the API's list. */
const mostAgreements = 24

const Path = z.object({ number: z.coerce.number().int().min(1) })

/** A statement as its partner reads it, mounted at `/statements`. */
export function statementPages(services: Services): Hono {
  const authorised = authorise(services)
  return new Hono()
    .get('/', authorised, async (c) => {
      const organisationId = ownOrganisation(c.var.actor)
      const statements = await listStatements(services.read, {
        ...listQuery(c, StatementQuery, 'statements'),
        organisationId,
      })
      const payouts = await listPayouts(services.read, {
        ...listQuery(c, PayoutQuery, 'payouts'),
        organisationId,
      })
      const { items: agreements } = await listAgreements(services.read, {
        organisationId,
        limit: mostAgreements,
      })
      const owedIdr = organisationId === undefined ? undefined : await owedTo(services.read, organisationId)
      const shares = { statements, payouts, agreements, owedIdr }
      return c.html(<OverviewPage {...shares} actor={c.var.actor} place={pagePlace(c)} />)
    })
    .get('/:number', authorised, checked('param', Path), async (c) => {
      const statement = await statementFor(services, c.req.valid('param').number, c.var.actor)
      return c.html(<StatementPage statement={statement} actor={c.var.actor} place={pagePlace(c)} />)
    })
    .get('/:number/pdf', authorised, checked('param', Path), async (c) => {
      const statement = await statementFor(services, c.req.valid('param').number, c.var.actor)
      return c.body(new Uint8Array(await statementPdf(statement, languageOf(c))), 200, {
        'Content-Type': 'application/pdf',
        'Content-Disposition': `inline; filename="statement-${statement.number}.pdf"`,
      })
    })
    .get('/:number/csv', authorised, checked('param', Path), async (c) => {
      const statement = await statementFor(services, c.req.valid('param').number, c.var.actor)
      return c.body(statementCsv(statement.content), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="statement-${statement.number}.csv"`,
      })
    })
}

/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { actorMay } from '../../http/actor.ts'
import { listQuery } from '../../http/list-query.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { errorPage } from '../../web/error-page.tsx'
import { sayIssues } from '../../web/issue-words.ts'
import { languageOf } from '../../web/language.ts'
import { pagePlace } from '../../web/page-place.ts'
import { ownOrganisation } from '../partners/own.ts'
import { formOf } from '../sign-in/page-input.ts'
import { csvAnswer, pdfAnswer } from './answers.ts'
import { ReportsPage, SentReportPage } from './pages.tsx'
import { listReports, reportAt } from './report-rows.ts'
import { ReportQuery, reportFor, ScheduleQuery } from './routes.ts'
import { addSchedule, endSchedule, listSchedules } from './schedules.ts'
import { ScheduleInput } from './schemas.ts'
import { reportWords } from './words.ts'

/** Reports and their schedules, for people; mounted at `/reports`. */
export function reportPages(services: Services): Hono {
  return new Hono()
    .get('/', (c) => page(c, services))
    .post('/schedules', async (c) => {
      const { channel, address, ...fields } = await formOf(c, services)
      const parsed = ScheduleInput.safeParse({ ...filled(fields), recipients: [{ channel, address }] })
      if (!parsed.success) {
        const language = languageOf(c)
        const { name, address, organisation } = reportWords[language]
        return page(c, services, sayIssues(parsed.error, language, { name, address, organisation }))
      }
      const added = { schedule: parsed.data, actor: c.var.actor.name }
      await services.writer.write((tx) => addSchedule(tx, services, added))
      return c.redirect('/reports', 303)
    })
    .post('/schedules/:id/ending', async (c) => {
      await formOf(c, services)
      const id = c.req.param('id')
      if ((await services.writer.write((tx) => endSchedule(tx, services, id))) === 'unknown')
        throw new Problem('not-found', `There is no schedule ${id}.`)
      return c.redirect('/reports', 303)
    })
    .get('/:id/pdf', async (c) => pdfAnswer(await reportFor(services, c.req.param('id'), c.var.actor)))
    .get('/:id/csv', async (c) => csvAnswer(await reportFor(services, c.req.param('id'), c.var.actor)))
}

/** What was left empty says nothing. */
const filled = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''))

async function page(c: Context, services: Services, refusal?: string): Promise<Response> {
  const { actor } = c.var
  const organisationId = ownOrganisation(actor)
  const shown = {
    // What a form could not do is shown in the place of the list.
    place: { ...pagePlace(c), path: '/reports' },
    ...{ actor, refusal, mayWrite: actorMay(actor, 'reports.write') },
    reports: await listReports(services.read, { ...listQuery(c, ReportQuery, 'reports'), organisationId }),
    schedules: await listSchedules(services.read, {
      ...listQuery(c, ScheduleQuery, 'schedules'),
      organisationId,
    }),
  }
  return c.html(<ReportsPage {...shown} />, refusal === undefined ? 200 : 400)
}

/** What the links in messages open, mounted at `/report`. */
export function sentReportPages(services: Services): Hono {
  return new Hono()
    .get('/:address', async (c) => {
      const report = await reportAt(services, c.req.param('address'))
      if (report === undefined) return over(c)
      return c.html(<SentReportPage report={report} path={c.req.path} language={languageOf(c)} />)
    })
    .get('/:address/pdf', async (c) => {
      const report = await reportAt(services, c.req.param('address'))
      return report === undefined ? over(c) : pdfAnswer(report)
    })
    .get('/:address/csv', async (c) => {
      const report = await reportAt(services, c.req.param('address'))
      return report === undefined ? over(c) : csvAnswer(report)
    })
}

function over(c: Context): Response | Promise<Response> {
  const text = reportWords[languageOf(c)]
  return errorPage(c, { status: 404, title: text.over, message: text.overText })
}

import { Hono } from 'hono'
import { z } from 'zod'
import type { Actor } from '../../http/actor.ts'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { ownOrganisation } from '../partners/own.ts'
import { csvAnswer, pdfAnswer } from './answers.ts'
import { findReport, listReports } from './report-rows.ts'
import { addSchedule, endSchedule, findSchedule, listSchedules } from './schedules.ts'
import {
  Report,
  ReportSchedule,
  ReportSummary,
  reportSortKeys,
  ScheduleInput,
  scheduleSortKeys,
} from './schemas.ts'

const tag = 'Reports'
const IdPath = z.object({ id: z.string() })

/** Of the list, and of the page that shows it. */
export const ReportQuery = PageQuery.extend({ sort: optionalSort(reportSortKeys) })
export const ScheduleQuery = PageQuery.extend({ sort: optionalSort(scheduleSortKeys) })

/** A report that this caller may see; to whom it is not, it does not exist. */
export async function reportFor(services: Services, id: string, actor: Actor): Promise<Report> {
  const report = await findReport(services.read, { id, organisationId: ownOrganisation(actor) })
  if (report === undefined) throw new Problem('not-found', `There is no report ${id}.`)
  return report
}

/** Reports that were written, mounted at `/reports`. */
export function reportRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(ReportSummary), { summary: 'Reports, the newest first', tag }),
      checked('query', ReportQuery),
      async (c) => {
        const organisationId = ownOrganisation(c.var.actor)
        return c.json(await listReports(services.read, { ...c.req.valid('query'), organisationId }))
      },
    )
    .get('/:id', answers(Report, { summary: 'One report', tag }), checked('param', IdPath), async (c) =>
      c.json(await reportFor(services, c.req.valid('param').id, c.var.actor)),
    )
    .get('/:id/pdf', checked('param', IdPath), async (c) =>
      pdfAnswer(await reportFor(services, c.req.valid('param').id, c.var.actor)),
    )
    .get('/:id/csv', checked('param', IdPath), async (c) =>
      csvAnswer(await reportFor(services, c.req.valid('param').id, c.var.actor)),
    )
}

/** What is reported to whom, mounted at `/report-schedules`. */
export function scheduleRoutes(services: Services): Hono {
  const { read, writer } = services
  return new Hono()
    .get(
      '/',
      answers(pageOf(ReportSchedule), { summary: 'Schedules of reports, the newest first', tag }),
      checked('query', ScheduleQuery),
      async (c) => {
        const organisationId = ownOrganisation(c.var.actor)
        return c.json(await listSchedules(read, { ...c.req.valid('query'), organisationId }))
      },
    )
    .post(
      '/',
      answers(ReportSchedule, { summary: 'Have reports written and sent', tag, status: 201 }),
      checked('json', ScheduleInput),
      async (c) => {
        const added = { schedule: c.req.valid('json'), actor: c.var.actor.name }
        const id = await writer.write((tx) => addSchedule(tx, services, added))
        return c.json(await findSchedule(read, id), 201)
      },
    )
    .post(
      '/:id/ending',
      answers(ReportSchedule, { summary: 'End a schedule; what was written stays', tag }),
      checked('param', IdPath),
      async (c) => {
        const { id } = c.req.valid('param')
        if ((await writer.write((tx) => endSchedule(tx, services, id))) === 'unknown')
          throw new Problem('not-found', `There is no schedule ${id}.`)
        return c.json(await findSchedule(read, id))
      },
    )
}

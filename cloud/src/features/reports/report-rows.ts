import { toIso } from '@colok/shared/time'
import { sql } from 'kysely'
import { dayAfter } from '../../core/report-period.ts'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { isOwnCode, ownCode } from '../payments/own-code.ts'
import { type Report, ReportContent, type ReportSortKey, type ReportSummary } from './schemas.ts'

/** For so long a link in a message opens its report; afterwards it takes a sign-in. */
const linkLifeMs = 90 * 86_400_000

/** One page of reports: the newest first, or as asked; those of one organisation for its people. */
export async function listReports(
  runner: SqlRunner,
  page: {
    readonly organisationId: string | undefined
    readonly sort?: Sort<ReportSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: ReportSummary[]; nextCursor: string | null }> {
  let query = reportQuery(runner)
  if (page.organisationId !== undefined) query = query.where('organisationId', '=', page.organisationId)
  const { items, nextCursor } = await sortedPage(query, reportOrder, page)
  return { items: items.map(toSummary), nextCursor }
}

/** What is of the whole network comes before what is of somebody's. */
const reportOrder: ListOrder<ReportSortKey> = {
  columns: {
    name: textColumn(sql`lower(report_schedule.name)`),
    from: textColumn(sql`report.from_day`),
    organisation: textColumn(sql`coalesce(organisation.slug, '')`),
  },
  tieBreaker: textColumn(sql`report.id`),
  unasked: 'desc',
}

/** `organisationId` undefined for those who see everybody's. */
export async function findReport(
  runner: SqlRunner,
  { id, organisationId }: { readonly id: string; readonly organisationId: string | undefined },
): Promise<Report | undefined> {
  let query = reportQuery(runner).select(['content', 'language']).where('report.id', '=', id)
  if (organisationId !== undefined) query = query.where('organisationId', '=', organisationId)
  const row = await query.executeTakeFirst()
  if (row === undefined) return undefined
  const { content, language, ...summary } = row
  return { ...toSummary(summary), language, content: ReportContent.parse(JSON.parse(content)) }
}

function reportQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('report')
    .innerJoin('reportSchedule', 'reportSchedule.id', 'report.scheduleId')
    .leftJoin('organisation', 'organisation.id', 'reportSchedule.organisationId')
    .select([
      ...(['report.id', 'reportSchedule.name', 'every', 'organisation.slug as organisation'] as const),
      ...(['fromDay as from', 'untilDay', 'writtenAt'] as const),
    ])
}

function toSummary({
  untilDay,
  ...row
}: Omit<ReportSummary, 'until'> & { readonly untilDay: string }): ReportSummary {
  return { ...row, until: dayAfter(untilDay, -1) }
}

const opens = (id: string) => `report ${id}`

/** Where whoever was sent a report opens it. Nothing of its code is stored. */
export function reportUrl(services: Pick<Services, 'settings'>, id: string): string {
  return `${services.settings.publicUrl}/report/${id}.${ownCode(services, opens(id))}`
}

/** The report of such an address; undefined for a wrong one, and for one that is too old. */
export async function reportAt(services: Services, address: string): Promise<Report | undefined> {
  const [id = '', code = ''] = address.split('.')
  if (!isOwnCode(services, opens(id), code)) return undefined
  const report = await findReport(services.read, { id, organisationId: undefined })
  const oldest = toIso(services.clock.wallMs() - linkLifeMs)
  return report !== undefined && report.writtenAt >= oldest ? report : undefined
}

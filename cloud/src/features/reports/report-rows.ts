import { toIso } from '@colok/shared/time'
import { dayAfter } from '../../core/report-period.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { isOwnCode, ownCode } from '../payments/own-code.ts'
import { type Report, ReportContent, type ReportSummary } from './schemas.ts'

/** For so long a link in a message opens its report; afterwards it takes a sign-in. */
const linkLifeMs = 90 * 86_400_000

/** Reports, the newest first; those of one organisation for its people. `before` is the last id of the page before. */
export async function listReports(
  runner: SqlRunner,
  page: {
    readonly organisationId: string | undefined
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<ReportSummary[]> {
  let query = reportQuery(runner).orderBy('report.id', 'desc').limit(page.limit)
  if (page.organisationId !== undefined) query = query.where('organisationId', '=', page.organisationId)
  if (page.before !== undefined) query = query.where('report.id', '<', page.before)
  return (await query.execute()).map(({ content: _, language: __, ...row }) => toSummary(row))
}

/** `organisationId` undefined for those who see everybody's. */
export async function findReport(
  runner: SqlRunner,
  { id, organisationId }: { readonly id: string; readonly organisationId: string | undefined },
): Promise<Report | undefined> {
  let query = reportQuery(runner).where('report.id', '=', id)
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
      ...(['fromDay as from', 'untilDay', 'writtenAt', 'content', 'language'] as const),
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

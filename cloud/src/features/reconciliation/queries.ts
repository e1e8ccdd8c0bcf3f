import type { SqlRunner } from '../../db/database.ts'
import type { SettlementReportView, SettlementRowView } from './schemas.ts'

interface Page {
  readonly limit: number
}

/** The newest first; `id` for that one. `before` is the last id of the page before. */
export async function listReports(
  runner: SqlRunner,
  page: Page & { readonly before?: string | undefined; readonly id?: string },
): Promise<SettlementReportView[]> {
  const rows = await runner.all<Omit<SettlementReportView, 'problems'> & { problems: string }>(
    `select id, gateway, content_hash, row_count, taken_rows, problems, uploaded_by, uploaded_at,
       (select cast(count(*) as bigint) from settlement_row where report_id = report.id) as new_rows,
       (select cast(count(*) as bigint) from settlement_row where report_id = report.id and verdict <> 'matched') as differences
     from settlement_report report where id < ? and (id = ? or ? = '') order by id desc limit ?`,
    [page.before ?? 'z', page.id ?? '', page.id ?? '', page.limit],
  )
  return rows.map((row) => ({
    ...row,
    problems: JSON.parse(row.problems) as SettlementReportView['problems'],
  }))
}

/** What of a file was new, in its order; only lines that differ when asked for. */
export async function rowsOfReport(
  runner: SqlRunner,
  page: Page & {
    readonly reportId: string
    readonly after: string | undefined
    readonly onlyDifferences: boolean
  },
): Promise<SettlementRowView[]> {
  const rows = await runner.all<Omit<SettlementRowView, 'booked'> & { booked: number }>(
    `select id, kind, reference, provider_ref, gross_idr, fee_idr, net_idr, settled_at, verdict, booked
     from settlement_row where report_id = ? and id > ? and (verdict <> 'matched' or ? = 0) order by id limit ?`,
    [page.reportId, page.after ?? '', page.onlyDifferences ? 1 : 0, page.limit],
  )
  return rows.map((row) => ({ ...row, booked: row.booked === 1 }))
}

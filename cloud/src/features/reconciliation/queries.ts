import { sql } from 'kysely'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { SettlementReportView, SettlementRowView, SettlementSortKey } from './schemas.ts'

interface Page {
  readonly limit: number
}

/** One page of files: the newest first, or as asked; `id` for that one. They are few enough to be sorted all. */
export async function listReports(
  runner: SqlRunner,
  page: Page & {
    readonly id?: string
    readonly sort?: Sort<SettlementSortKey> | undefined
    readonly cursor?: string | undefined
  },
): Promise<{ items: SettlementReportView[]; nextCursor: string | null }> {
  let query = runner.query
    .selectFrom('settlementReport')
    .select(['id', 'gateway', 'contentHash', 'rowCount', 'takenRows', 'problems', 'uploadedBy', 'uploadedAt'])
  if (page.id !== undefined) query = query.where('id', '=', page.id)
  const { items, nextCursor } = await sortedPage(query, reportOrder, page)
  // Counted for the page alone: a file can have hundreds of thousands of lines.
  const views = items.map(async (row) => {
    const counts = await lineCounts(runner, row.id)
    return { ...row, ...counts, problems: JSON.parse(row.problems) }
  })
  return { items: await Promise.all(views), nextCursor }
}

async function lineCounts(runner: SqlRunner, reportId: string) {
  const [counts] = await runner.all<{ newRows: number; differences: number }>(
    `select cast(count(*) as bigint) as new_rows,
       cast(coalesce(sum(case when verdict <> 'matched' then 1 else 0 end), 0) as bigint) as differences
     from settlement_row where report_id = ?`,
    [reportId],
  )
  return counts ?? { newRows: 0, differences: 0 }
}

const reportOrder: ListOrder<SettlementSortKey> = {
  columns: {
    uploadedAt: textColumn(sql`uploaded_at`),
    gateway: textColumn(sql`gateway`),
    rowCount: numberColumn(sql`row_count`),
    uploadedBy: textColumn(sql`lower(uploaded_by)`),
  },
  tieBreaker: textColumn(sql`settlement_report.id`),
  unasked: 'desc',
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

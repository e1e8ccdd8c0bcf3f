import { sql } from 'kysely'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type {
  SettlementReportView,
  SettlementRowSortKey,
  SettlementRowView,
  SettlementSortKey,
} from './schemas.ts'

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

/** One page of what of a file was new: in its order, or as asked; only lines that differ when asked for. */
export async function rowsOfReport(
  runner: SqlRunner,
  page: Page & {
    readonly reportId: string
    readonly onlyDifferences: boolean
    readonly sort?: Sort<SettlementRowSortKey> | undefined
    readonly cursor?: string | undefined
  },
): Promise<{ items: SettlementRowView[]; nextCursor: string | null }> {
  let query = runner.query
    .selectFrom('settlementRow')
    .select(['id', 'kind', 'reference', 'providerRef', 'grossIdr', 'feeIdr', 'netIdr', 'settledAt'])
    .select(['verdict', 'booked'])
    .where('reportId', '=', page.reportId)
  if (page.onlyDifferences) query = query.where('verdict', '<>', 'matched')
  const { items, nextCursor } = await sortedPage(query, rowOrder, page)
  return { items: items.map((row) => ({ ...row, booked: row.booked === 1 })), nextCursor }
}

const rowOrder: ListOrder<SettlementRowSortKey> = {
  columns: {
    settledAt: textColumn(sql`settlement_row.settled_at`),
    reference: textColumn(sql`settlement_row.reference`),
    grossIdr: numberColumn(sql`settlement_row.gross_idr`),
    verdict: textColumn(sql`settlement_row.verdict`),
  },
  tieBreaker: numberColumn(sql`settlement_row.position`),
}

import type { Context } from 'hono'
import { stream } from 'hono/streaming'
import { csvLine } from '../http/csv.ts'
import type { Column } from './table.tsx'

/** The pages of a list, as the API's queries give them. */
type Pages<Row> = (page: {
  /** Undefined: from the beginning. */
  readonly cursor: string | undefined
  readonly limit: number
}) => Promise<{ readonly items: readonly Row[]; readonly nextCursor: string | null }>

/** Rows that are read at once. */
const limit = 200

/** The whole of a list as a file, page by page: it is never in memory at once, and stops when the reader goes. */
export async function csvAnswer<Row>(
  c: Context,
  file: { readonly name: string; readonly columns: readonly Column<Row>[]; readonly pages: Pages<Row> },
): Promise<Response> {
  const columns = file.columns.filter(({ csv }) => csv !== undefined)
  // Before the answer begins, so that a list which cannot be read is an error page and no broken file.
  let page = await file.pages({ cursor: undefined, limit })
  c.header('Content-Type', 'text/csv; charset=utf-8')
  c.header('Content-Disposition', `attachment; filename="${file.name}.csv"`)
  return stream(c, async (out) => {
    await out.write(csvLine(columns.map(({ key }) => key)))
    for (;;) {
      for (const row of page.items) await out.write(csvLine(columns.map(({ csv }) => csv?.(row) ?? null)))
      if (page.nextCursor === null || out.aborted) return
      page = await file.pages({ cursor: page.nextCursor, limit })
    }
  })
}

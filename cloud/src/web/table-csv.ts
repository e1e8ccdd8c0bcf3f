import type { Context } from 'hono'
import { csvLine } from '../http/csv.ts'
import { streamedFile } from '../http/streamed-file.ts'
import type { Column } from './table.tsx'

/** The pages of a list, as the API's queries give them. */
type Pages<Row> = (page: {
  /** Undefined: from the beginning. */
  readonly cursor: string | undefined
  readonly limit: number
}) => Promise<{ readonly items: readonly Row[]; readonly nextCursor: string | null }>

/** Rows that are read at once. */
const limit = 200

interface ListFile<Row> {
  /** Without its ending. */
  readonly name: string
  readonly columns: readonly Column<Row>[]
  readonly pages: Pages<Row>
}

/** The whole of a list as a file, page by page. */
export async function csvAnswer<Row>(c: Context, { name, columns, pages }: ListFile<Row>): Promise<Response> {
  // Before the answer begins, so that a list which cannot be read is an error page and no broken file.
  const first = await pages({ cursor: undefined, limit })
  const shown = columns.filter(({ csv }) => csv !== undefined)
  const lines = (rows: readonly Row[]) =>
    rows.map((row) => csvLine(shown.map(({ csv }) => csv?.(row) ?? null))).join('')

  async function* pieces(): AsyncGenerator<string> {
    yield csvLine(shown.map(({ key }) => key)) + lines(first.items)
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const page = await pages({ cursor, limit })
      yield lines(page.items)
      cursor = page.nextCursor
    }
  }
  return streamedFile(c, { type: 'text/csv', name: `${name}.csv`, pieces: pieces() })
}

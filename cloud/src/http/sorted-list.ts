import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { z } from 'zod'
import { decodeCursor, toPage } from './paging.ts'
import { Problem } from './problem.ts'

/** What rows are put in order by: never null, and the same for a row for as long as somebody turns pages. */
interface SortColumn {
  readonly expression: RawBuilder<unknown>
  readonly type: 'text' | 'number'
}

export const textColumn = (expression: RawBuilder<unknown>): SortColumn => ({ expression, type: 'text' })
/** Integers. */
export const numberColumn = (expression: RawBuilder<unknown>): SortColumn => ({ expression, type: 'number' })

/** `startedAt`, or `-startedAt` for the greatest first. */
type Sort<Key extends string> = Key | `-${Key}`

/** By what a list can be sorted. */
export interface ListOrder<Key extends string> {
  readonly columns: Readonly<Record<Key, SortColumn>>
  /** Different for every row, so that none is lost between two pages, or is on both. */
  readonly tieBreaker: SortColumn
}

/** The parameter `sort` of a list, for the API's description and for pages alike. */
export function sortParameter<Key extends string>(keys: readonly Key[], first: Sort<Key>) {
  const sorts = keys.flatMap((key): Sort<Key>[] => [key, `-${key}`])
  return z
    .enum(sorts)
    .default(first as never)
    .meta({ description: 'With `-`: the greatest, or newest, first.' })
}

const Position = z.tuple([z.string(), z.union([z.string(), z.int()]), z.union([z.string(), z.int()])])

/**
 * One page of a query in the order that is asked for. Pages are found by where the last one ended, so that the thousandth
 * costs what the first does, and rows that come meanwhile shift nothing. A cursor of another order is refused.
 */
export async function sortedPage<DB, Tables extends keyof DB, Row, Key extends string>(
  query: SelectQueryBuilder<DB, Tables, Row>,
  order: ListOrder<Key>,
  page: { readonly sort: Sort<Key>; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: Row[]; nextCursor: string | null }> {
  const isDescending = page.sort.startsWith('-')
  const column = order.columns[(isDescending ? page.sort.slice(1) : page.sort) as Key]
  const direction = isDescending ? 'desc' : 'asc'
  let sorted = query
    .select([
      sql<string | number>`${column.expression}`.as('sortedBy'),
      sql<string | number>`${order.tieBreaker.expression}`.as('tieBrokenBy'),
    ])
    .orderBy(column.expression, direction)
    .orderBy(order.tieBreaker.expression, direction)
    .limit(page.limit + 1)
  const after = positionOf(page.cursor, page.sort, [column, order.tieBreaker])
  if (after !== undefined) {
    const place = sql`(${column.expression}, ${order.tieBreaker.expression})`
    const beyond = sql.raw(isDescending ? '<' : '>')
    sorted = sorted.where(sql<SqlBool>`${place} ${beyond} (${after[0]}, ${after[1]})`)
  }
  // The two columns more are read off here and are no part of what is shown.
  const rows = (await sorted.execute()) as (Row & {
    sortedBy: string | number
    tieBrokenBy: string | number
  })[]
  return toPage(rows, page.limit, ({ sortedBy, tieBrokenBy }) => [page.sort, sortedBy, tieBrokenBy])
}

function positionOf(
  cursor: string | undefined,
  sort: string,
  columns: readonly [SortColumn, SortColumn],
): [string | number, string | number] | undefined {
  const position = decodeCursor(cursor, Position)
  if (position === undefined) return undefined
  const [of, value, tie] = position
  const fits = [value, tie].every(
    (part, index) => (typeof part === 'number' ? 'number' : 'text') === columns[index]?.type,
  )
  // PostgreSQL keeps no text with a NUL, and refuses to compare with one.
  if (of !== sort || !fits || `${value}${tie}`.includes('\0'))
    throw new Problem('invalid-request', 'The cursor is of another order; begin again without it.')
  return [value, tie]
}

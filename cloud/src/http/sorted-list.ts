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
export type Sort<Key extends string> = Key | `-${Key}`

/** By what a list can be sorted. */
export interface ListOrder<Key extends string> {
  readonly columns: Readonly<Record<Key, SortColumn>>
  /** Different for every row, so that none is lost between two pages, or is on both. */
  readonly tieBreaker: SortColumn
  /** How the list goes by its tie-breaker alone, for who asks for no order. Left out: upwards. */
  readonly unasked?: 'asc' | 'desc'
}

/** The parameter `sort` of a list, for the API's description and for pages alike. */
export function sortParameter<Key extends string>(keys: readonly Key[], first: Sort<Key>) {
  return sortOf(keys)
    .default(first as never)
    .meta({ description: greatestFirst })
}

/** The same of a list that has an order of its own while none is asked for. */
export function optionalSort<Key extends string>(keys: readonly Key[], limits = '') {
  return sortOf(keys)
    .optional()
    .meta({ description: `${greatestFirst}${limits}` })
}

const greatestFirst = 'With `-`: the greatest, or newest, first.'

const sortOf = <Key extends string>(keys: readonly Key[]) =>
  z.enum(keys.flatMap((key): Sort<Key>[] => [key, `-${key}`]))

const Value = z.union([z.string(), z.int()])
const Position = z.tuple([z.string(), Value, Value])

/**
 * One page of a query in the order that is asked for. Pages are found by where the last one ended, so that the thousandth
 * costs what the first does, and rows that come meanwhile shift nothing. A cursor of another order is refused.
 */
export async function sortedPage<DB, Tables extends keyof DB, Row, Key extends string>(
  query: SelectQueryBuilder<DB, Tables, Row>,
  order: ListOrder<Key>,
  page: {
    readonly sort?: Sort<Key> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: Row[]; nextCursor: string | null }> {
  const { sort, cursor, limit } = page
  const isDescending = sort === undefined ? order.unasked === 'desc' : sort.startsWith('-')
  const columns = columnsOf(order, sort)
  let sorted = query
    .select([
      sql<string | number>`${columns[0].expression}`.as('sortedBy'),
      sql<string | number>`${order.tieBreaker.expression}`.as('tieBrokenBy'),
    ])
    .limit(limit + 1)
  for (const { expression } of columns) sorted = sorted.orderBy(expression, isDescending ? 'desc' : 'asc')
  const after = positionOf(cursor, sort, columns)
  if (after !== undefined) {
    const place = sql.join(columns.map(({ expression }) => expression))
    const beyond = sql.raw(isDescending ? '<' : '>')
    sorted = sorted.where(sql<SqlBool>`(${place}) ${beyond} (${sql.join(after.map(asValue))})`)
  }
  const rows = (await sorted.execute()) as (Row & {
    sortedBy: string | number
    tieBrokenBy: string | number
  })[]
  const { items, nextCursor } = toPage(rows, limit, ({ sortedBy, tieBrokenBy }) =>
    sort === undefined ? tieBrokenBy : [sort, sortedBy, tieBrokenBy],
  )
  // The two columns more are read off here and are no part of what is shown.
  return { items: items.map(({ sortedBy: _, tieBrokenBy: __, ...row }) => row as Row), nextCursor }
}

type Columns = readonly [SortColumn] | readonly [SortColumn, SortColumn]

function columnsOf<Key extends string>(order: ListOrder<Key>, sort: Sort<Key> | undefined): Columns {
  if (sort === undefined) return [order.tieBreaker]
  return [order.columns[(sort.startsWith('-') ? sort.slice(1) : sort) as Key], order.tieBreaker]
}

/** An integer is one of 64 bits whatever the column: PostgreSQL refuses one that its own type does not hold. */
const asValue = (value: string | number) =>
  typeof value === 'number' ? sql`cast(${value} as bigint)` : sql`${value}`

/** Where the page before ended, a value of each column. */
function positionOf(
  cursor: string | undefined,
  sort: string | undefined,
  columns: readonly Pick<SortColumn, 'type'>[],
): readonly (string | number)[] | undefined {
  const position = decodeCursor(cursor, z.union([Position, Value]))
  if (position === undefined) return undefined
  const [of, ...values] = Array.isArray(position) ? position : ([undefined, position] as const)
  const fits =
    of === sort &&
    values.every((value, index) => (typeof value === 'number' ? 'number' : 'text') === columns[index]?.type)
  // PostgreSQL keeps no text with a NUL, and refuses to compare with one.
  if (!fits || values.join('').includes('\0'))
    throw new Problem('invalid-request', 'The cursor is of another order; begin again without it.')
  return values
}

/**
 * As `sortedPage`, of rows that are all in memory since what they are sorted by is reckoned: `placeOf` is a number, and what
 * tells equal rows apart.
 */
export function reckonedPage<Row>(
  rows: readonly Row[],
  placeOf: (row: Row) => readonly [by: number, tieBreaker: string],
  page: { readonly sort: string; readonly cursor?: string | undefined; readonly limit: number },
): { items: Row[]; nextCursor: string | null } {
  const { sort, cursor, limit } = page
  const direction = sort.startsWith('-') ? -1 : 1
  const order = (one: readonly (string | number)[], other: readonly (string | number)[]) =>
    direction * (compared(one[0], other[0]) || compared(one[1], other[1]))
  const after = positionOf(cursor, sort, [{ type: 'number' }, { type: 'text' }])
  const sorted = rows
    .filter((row) => after === undefined || order(placeOf(row), after) > 0)
    .toSorted((one, other) => order(placeOf(one), placeOf(other)))
  return toPage(sorted, limit, (row) => [sort, ...placeOf(row)])
}

/**
 * A list so short that it comes whole, in the order that is asked for; without one as it is, and so are equal rows. Texts are
 * compared whatever their case; what is not known is the least.
 */
export function sortedWhole<Key extends string, Row extends Readonly<Partial<Record<Key, unknown>>>>(
  rows: readonly Row[],
  sort: Sort<Key> | undefined,
): Row[] {
  if (sort === undefined) return [...rows]
  const key = sort.replace('-', '') as Key
  const direction = sort === key ? 1 : -1
  return [...rows].sort((one, other) => direction * compared(one[key], other[key]))
}

function compared(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  const [first, second] = [one, other].map((value) => String(value ?? '').toLowerCase())
  return first === second ? 0 : (first ?? '') < (second ?? '') ? -1 : 1
}

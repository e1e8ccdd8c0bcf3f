/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Density } from '../http/list-query.ts'
import { words } from './language.ts'
import { addressOf, nameInAddress, type PagePlace, placeOfTable } from './page-place.ts'

/** One column of a table, for the page and for the file. */
export interface Column<Row> {
  /** In the address, where it sorts, and in the first line of the file: as the API names it. */
  readonly key: string
  readonly name: string
  readonly cell: (row: Row) => Child
  /** What stands in the file; left out: nothing. */
  readonly csv?: (row: Row) => string | number | null
  /** Whether the API's list sorts by its key. */
  readonly sorts?: boolean
  /** Numbers stand to the right. */
  readonly figure?: boolean
}

/** One field by which a list is narrowed; its name is the parameter of the API's list. */
export type Filter = { readonly name: string; readonly label: string } & (
  | { readonly kind: 'text' | 'date' }
  | {
      readonly kind: 'choice'
      readonly options: readonly { readonly value: string; readonly text: string }[]
    }
)

interface TableProps<Row> {
  readonly place: PagePlace
  /** What it is a list of, for who cannot see it. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** Of the page after this one; null on the last. */
  readonly nextCursor: string | null
  /** What it is sorted by, as the query has it: `-startedAt`. Undefined where it cannot be sorted. */
  readonly sort?: string
  readonly filters?: readonly Filter[]
  /** What stands there while there is nothing at all: it says how to make the first one. */
  readonly empty: Child
  /** What tells rows apart, for those that are kept live. */
  readonly keyOf?: (row: Row) => string
  /** Left out: the list is short and needs no file. */
  readonly csv?: false
}

/** What a table is sorted by, in which place; empty: in the list's own order. */
export interface TableOrder {
  readonly place: PagePlace
  readonly sort: string
}

/** The order of one of several tables that share the address. */
export function orderOfTable(page: PagePlace, table: string): TableOrder {
  const place = placeOfTable(page, table)
  return { place, sort: place.query.sort ?? '' }
}

/** Columns of which the API sorts by these. */
export function sortedBy<Row>(
  keys: readonly string[],
  columns: readonly Column<Row>[],
): readonly Column<Row>[] {
  return columns.map((column) => ({ ...column, sorts: keys.includes(column.key) }))
}

/** Any list of the console: filters, headings that sort, rows, the next page, and the file. All of it works by links and a form. */
export function Table<Row>(props: TableProps<Row>) {
  const { place, label, columns, rows, nextCursor, sort, filters = [], empty, keyOf, csv } = props
  const text = words[place.language].list
  const isNarrowed = Object.keys(narrowing(place)).length > 0
  const isFollowing = place.query.cursor !== undefined
  return (
    <div class={`list ${place.density}`}>
      {filters.length > 0 && <Filters place={place} filters={filters} sort={sort} isNarrowed={isNarrowed} />}
      {rows.length === 0 ? (
        <div class="empty">{isNarrowed || isFollowing ? <p>{text.noneFound}</p> : empty}</div>
      ) : (
        <Records
          {...{ label, columns, rows, keyOf }}
          {...(sort !== undefined && { order: { place, sort } })}
        />
      )}
      <div class="list-foot">
        {isFollowing && <a href={addressOf(place, { cursor: undefined })}>{text.first}</a>}
        {nextCursor !== null && (
          <a class="button" href={addressOf(place, { cursor: nextCursor })}>
            {text.next}
          </a>
        )}
        <span class="grow" />
        {rows.length > 0 && <DensityLink place={place} />}
        {rows.length > 0 && csv !== false && (
          <a href={addressOf(place, { cursor: undefined, format: 'csv' })} download>
            {text.csv}
          </a>
        )}
      </div>
    </div>
  )
}

/** The headings and rows of a table alone, where there is nothing to narrow, to follow or to take away. */
export function Records<Item>({
  label,
  columns,
  rows,
  order,
  keyOf,
}: Pick<TableProps<Item>, 'label' | 'columns' | 'rows'> & {
  readonly order?: TableOrder | undefined
  readonly keyOf?: ((row: Item) => string) | undefined
}) {
  return (
    <section class="table-scroll" tabindex={0} aria-label={label}>
      <table class="records">
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading column={column} order={order} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row row={row} columns={columns} keyOf={keyOf} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** One row, the same when the page is made and when it is kept live. */
export function Row<Item>({
  row,
  columns,
  keyOf,
}: {
  readonly row: Item
  readonly columns: readonly Column<Item>[]
  readonly keyOf?: ((row: Item) => string) | undefined
}) {
  return (
    <tr {...(keyOf && { 'data-key': keyOf(row) })}>
      {columns.map(({ cell, figure }) => (
        <td class={figure ? 'cell figure' : 'cell'}>{cell(row)}</td>
      ))}
    </tr>
  )
}

function Heading<Row>({
  column,
  order,
}: {
  readonly column: Column<Row>
  readonly order: TableOrder | undefined
}) {
  const { key, name, figure } = column
  const style = figure ? 'cell head figure' : 'cell head'
  if (!column.sorts || order === undefined)
    return (
      <th scope="col" class={style}>
        {name}
      </th>
    )
  const { place, sort } = order
  const isBy = sort === key || sort === `-${key}`
  const isDescending = sort.startsWith('-')
  const arrow = (
    <span class="arrow" aria-hidden="true">
      {isBy ? (isDescending ? '↓' : '↑') : ''}
    </span>
  )
  // Once more on the heading that it is sorted by turns it around.
  const wanted = isBy && isDescending ? key : isBy ? `-${key}` : figure ? `-${key}` : key
  return (
    <th
      scope="col"
      class={style}
      {...(isBy && { 'aria-sort': isDescending ? ('descending' as const) : ('ascending' as const) })}
    >
      <a href={addressOf(place, { sort: wanted, cursor: undefined })}>
        {figure && arrow}
        {name}
        {!figure && arrow}
      </a>
    </th>
  )
}

function Filters({
  place,
  filters,
  sort,
  isNarrowed,
}: {
  readonly place: PagePlace
  readonly filters: readonly Filter[]
  readonly sort: string | undefined
  readonly isNarrowed: boolean
}) {
  const text = words[place.language].list
  return (
    <form class="filters" action={place.path}>
      {Object.entries(place.shared?.beside ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {sort !== undefined && place.query.sort !== undefined && (
        <input type="hidden" name={nameInAddress(place, 'sort')} value={sort} />
      )}
      {filters.map((filter) => (
        <FilterField
          filter={{ ...filter, name: nameInAddress(place, filter.name) }}
          value={place.query[filter.name] ?? ''}
          any={text.any}
        />
      ))}
      <button class="button" type="submit">
        {text.filter}
      </button>
      {isNarrowed && <a href={addressOf(place, { ...narrowing(place), cursor: undefined })}>{text.all}</a>}
    </form>
  )
}

function FilterField({ filter, value, any }: { filter: Filter; value: string; any: string }) {
  const { name, label } = filter
  if (filter.kind === 'choice')
    return (
      <label>
        {label}
        <select name={name}>
          <option value="">{any}</option>
          {filter.options.map((option) => (
            <option value={option.value} selected={option.value === value}>
              {option.text}
            </option>
          ))}
        </select>
      </label>
    )
  return (
    <label>
      {label}
      <input type={filter.kind === 'date' ? 'date' : 'search'} name={name} value={value} maxlength={200} />
    </label>
  )
}

function DensityLink({ place }: { place: PagePlace }) {
  const text = words[place.language].list
  const other: Density = place.density === 'dense' ? 'comfortable' : 'dense'
  return <a href={addressOf(place, { density: other })}>{text[other]}</a>
}

/** What says how to show the list, and not what of it. */
const showing = new Set(['sort', 'cursor', 'limit'])

/** What narrows the list, a field of its form or a link to it; each with nothing for its value, to be taken away. */
function narrowing({ query }: PagePlace): Record<string, undefined> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === '' || showing.has(name) ? [] : [[name, undefined]],
    ),
  )
}

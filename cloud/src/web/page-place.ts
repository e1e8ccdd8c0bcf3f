import type { Context } from 'hono'
import { type Density, densityOf } from '../http/list-query.ts'
import { type Language, languageOf } from './language.ts'

/** Where a page of the console stands: its address with all that it asks for, and how its reader likes it. */
export interface PagePlace {
  readonly language: Language
  readonly density: Density
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Of a table that shares the address with others. */
  readonly shared?: {
    /** Before each of its own parameters, which have it no more in `query`. */
    readonly prefix: string
    /** What the address asks of the rest of the page. */
    readonly beside: Readonly<Record<string, string>>
  }
}

/** What an address says once, to the page that follows a deed, or to the reader's browser: no link carries it on. */
const saidOnce = new Set(['density', 'lang', 'done', 'said'])

export function pagePlace(c: Context): PagePlace {
  const query = Object.fromEntries(Object.entries(c.req.query()).filter(([name]) => !saidOnce.has(name)))
  return { language: languageOf(c), density: densityOf(c), path: c.req.path, query }
}

/** The place of one of several tables: its parameters are those that begin with its name, such as `payouts.sort`. */
export function placeOfTable(place: PagePlace, table: string): PagePlace {
  const prefix = `${table}.`
  const asked = Object.entries(place.query)
  const own = asked.filter(([name]) => name.startsWith(prefix))
  return {
    ...place,
    query: Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value])),
    shared: { prefix, beside: Object.fromEntries(asked.filter(([name]) => !name.startsWith(prefix))) },
  }
}

/** What a parameter of a table is called in the address. How dense rows are is the same for all. */
export function nameInAddress({ shared }: Pick<PagePlace, 'shared'>, name: string): string {
  return shared === undefined || name === 'density' ? name : `${shared.prefix}${name}`
}

/** The address of the page with some of what it asks for changed; undefined takes a part away. */
export function addressOf(
  place: Pick<PagePlace, 'path' | 'query' | 'shared'>,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const { path, query, shared } = place
  const own = Object.entries({ ...query, ...changes }).map(
    ([name, value]) => [nameInAddress(place, name), value] as const,
  )
  const asked = [...Object.entries(shared?.beside ?? {}), ...own].flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`
}

import type { Context } from 'hono'
import { type Density, densityOf } from '../http/list-query.ts'
import { type Language, languageOf } from './language.ts'

/** Where a page of the console stands: its address with all that it asks for, and how its reader likes it. */
export interface PagePlace {
  readonly language: Language
  readonly density: Density
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}

/** What an address says once, to the page that follows a deed, or to the reader's browser: no link carries it on. */
const saidOnce = new Set(['density', 'lang', 'done', 'said'])

export function pagePlace(c: Context): PagePlace {
  const query = Object.fromEntries(Object.entries(c.req.query()).filter(([name]) => !saidOnce.has(name)))
  return { language: languageOf(c), density: densityOf(c), path: c.req.path, query }
}

/** The address of the page with some of what it asks for changed; undefined takes a part away. */
export function addressOf(
  { path, query }: Pick<PagePlace, 'path' | 'query'>,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const asked = Object.entries({ ...query, ...changes }).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`
}

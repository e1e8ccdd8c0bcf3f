import type { Context } from 'hono'
import { accessMatrix } from '../../access-matrix.ts'
import type { ConsoleForm, ConsoleView } from '../../console-matrix.ts'
import { type Language, languageOf } from '../../web/language.ts'
import { mayCall } from '../access/guard.ts'
import type { OwnApi } from './own-api.ts'

/** What stands in the path of a page, by name. */
export type Names = Readonly<Record<string, string>>

/** A request for a page while the page is made. */
export interface Asking {
  readonly c: Context
  readonly api: OwnApi
  readonly names: Names
  readonly language: Language
}

export function askingOf(c: Context, api: OwnApi): Asking {
  return { c, api, names: c.req.param() as Record<string, string>, language: languageOf(c) }
}

/** Whether whoever asks may open another page: what they may not is not offered. */
export function mayOpen({ c }: Pick<Asking, 'c'>, page: ConsoleForm | ConsoleView): boolean {
  return mayCall(c.var.actor, accessMatrix[`GET ${page}`])
}

/** The address of a page about these things. */
export function hrefOf(page: ConsoleForm | ConsoleView, names: Names = {}): string {
  return filled(page, names)
}

/** A pattern of a path with its names put in. */
export function filled(pattern: string, names: Names): string {
  return pattern.replaceAll(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(names[name] ?? ''))
}

/** The address of a page of a list, narrowed. */
export function narrowed(page: ConsoleView, query: Readonly<Record<string, string>>): string {
  return `${page}?${new URLSearchParams(query)}`
}

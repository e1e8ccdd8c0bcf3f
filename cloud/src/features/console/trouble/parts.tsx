/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Asking } from '../asking.ts'
import { chargerPath } from '../charger/columns.tsx'
import { duration, none } from '../figures.ts'

/** How long something took; null where it is not over, or nothing is known of it. */
export const lasted = (ms: number | null, { language }: Pick<Asking, 'language'>): string =>
  ms === null ? none : duration(ms / 1000, language)

export const ChargerLink = ({ id }: { readonly id: string | null }) =>
  id === null ? <span>{none}</span> : <a href={chargerPath(id)}>{id}</a>

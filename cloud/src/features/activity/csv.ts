import type { ActivityEntry } from './schemas.ts'

const columns = [
  'seq',
  'at',
  'actorKind',
  'actorId',
  'actor',
  'channel',
  'address',
  'request',
  'action',
  'subject',
  'before',
  'after',
  'detail',
  'personId',
  'personal',
  'hash',
] as const satisfies readonly (keyof ActivityEntry)[]

export const activityCsvHead = `${columns.join(',')}\r\n`

/** A line of RFC 4180. */
export function activityCsvLine(entry: ActivityEntry): string {
  return `${columns.map((column) => cellOf(entry[column])).join(',')}\r\n`
}

/** A spreadsheet takes what begins like a formula for one, so that is told by an apostrophe that it is text. */
function cellOf(value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

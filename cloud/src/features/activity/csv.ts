import { csvLine } from '../../http/csv.ts'
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

export function activityCsvLine(entry: ActivityEntry): string {
  return csvLine(columns.map((column) => entry[column]))
}

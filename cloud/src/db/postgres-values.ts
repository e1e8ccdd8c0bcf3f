import { type CustomTypesConfig, types } from 'pg'
import type { SqlValue } from './database.ts'

/** Numbers of types in `pg_type`, which never change. */
const oid = { bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, float4: 700, float8: 701, numeric: 1700 }

const readers: Readonly<Record<number, (text: string) => unknown>> = {
  [oid.bool]: (text) => (text === 't' ? 1 : 0),
  [oid.bytea]: types.getTypeParser(oid.bytea, 'text'),
  [oid.int8]: toSafeInteger,
  [oid.int2]: Number,
  [oid.int4]: Number,
  [oid.float4]: Number,
  [oid.float8]: Number,
  // What `sum` of a bigint is.
  [oid.numeric]: (text) => (/^-?\d+$/.test(text) ? toSafeInteger(text) : Number(text)),
}

const asText = (text: string) => text

/** Reads values as SQLite gives them: numbers for every kind of number, 0 and 1 for booleans, texts for the rest. */
export const valueTypes: CustomTypesConfig = {
  getTypeParser: (type: number) => readers[type] ?? asText,
}

/** What the server is sent. A text of PostgreSQL holds no NUL; it becomes what cannot be decoded becomes. */
export function toParameter(value: SqlValue): SqlValue {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
}

/**
 * Whole numbers or texts as one parameter, an array. Written here because pg goes over each text twice, which was a sixth of
 * what a stored message cost: texts that are JSON are full of quotes.
 */
export function toArrayParameter(values: readonly SqlValue[]): string {
  return `{${values.map(toElement).join(',')}}`
}

function toElement(value: SqlValue): string {
  if (value === null) return 'NULL'
  if (typeof value !== 'string') return String(value)
  // JSON escapes quotes and backslashes as an array does; of other characters it makes what an array would read otherwise.
  if (!escapedByJson.test(value)) return JSON.stringify(value)
  return `"${value.replaceAll('\0', '\uFFFD').replace(/["\\]/g, '\\$&')}"`
}

/** Besides quotes and backslashes: control characters, and surrogates, of which a half may stand alone. */
const escapedByJson = /[^ -\ud7ff\ue000-\uffff]/

function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value))
    throw new RangeError(`The database gave ${text}, which a number cannot hold exactly.`)
  return value
}

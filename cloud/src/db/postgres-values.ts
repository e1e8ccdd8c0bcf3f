import { type CustomTypesConfig, types } from 'pg'
import type { SqlValue } from './database.ts'

/** Numbers of types in `pg_type`, which never change. */
const oid = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  float4: 700,
  float8: 701,
  numeric: 1700,
}

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
 * Whole numbers or texts as one parameter, an array as PostgreSQL sends it itself (`array_recv`): as text each value would be
 * written, quoted, joined and encoded, which was a tenth of what a stored message cost.
 *
 * // dimensions 1 | has nulls 1 | oid of the elements | count | first index 1 | (length or -1 | bytes) of each
 */
export function arrayParameter(type: 'bigint' | 'text', values: readonly SqlValue[]): Buffer {
  return type === 'bigint' ? bigintArray(values) : textArray(values)
}

const arrayHeadBytes = 20

function writeArrayHead(array: Buffer, elementType: number, count: number): number {
  let at = array.writeInt32BE(1)
  at = array.writeInt32BE(1, at)
  at = array.writeInt32BE(elementType, at)
  at = array.writeInt32BE(count, at)
  return array.writeInt32BE(1, at)
}

function bigintArray(values: readonly SqlValue[]): Buffer {
  const array = Buffer.allocUnsafe(arrayHeadBytes + values.length * 12)
  let at = writeArrayHead(array, oid.int8, values.length)
  for (const value of values) {
    if (value === null) {
      at = array.writeInt32BE(-1, at)
      continue
    }
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number that can be stored.`)
    const whole = value as number
    at = array.writeInt32BE(8, at)
    at = array.writeInt32BE(Math.floor(whole / 2 ** 32), at)
    at = array.writeUInt32BE(whole >>> 0, at)
  }
  return array.subarray(0, at)
}

function textArray(values: readonly SqlValue[]): Buffer {
  const texts = values.map((value) => (value === null ? null : String(toParameter(value))))
  const bytes = texts.reduce((sum, text) => sum + (text === null ? 0 : Buffer.byteLength(text)), 0)
  const array = Buffer.allocUnsafe(arrayHeadBytes + texts.length * 4 + bytes)
  let at = writeArrayHead(array, oid.text, texts.length)
  for (const text of texts) {
    const length = text === null ? -1 : array.write(text, at + 4)
    array.writeInt32BE(length, at)
    at += 4 + Math.max(0, length)
  }
  return array
}

function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value))
    throw new RangeError(`The database gave ${text}, which a number cannot hold exactly.`)
  return value
}

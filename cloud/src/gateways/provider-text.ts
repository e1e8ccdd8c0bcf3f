import { type Idr, idr } from '@colok/shared/money'
import type { Instant } from '@colok/shared/time'

/** The providers' calendar is Jakarta's: UTC+7 the whole year. */
const jakartaOffsetMs = 7 * 3_600_000

/** `2026-11-22T20:00:00+07:00` */
export function jakartaTime(instant: Instant): string {
  return `${new Date(instant + jakartaOffsetMs).toISOString().slice(0, 19)}+07:00`
}

/** `2026-11-22`, the providers' day. */
export function jakartaDay(instant: Instant): string {
  return jakartaTime(instant).slice(0, 10)
}

/** `2026-11-22T13:00:00Z`, without milliseconds. */
export function utcSeconds(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/** An ISO 8601 time that states its offset; undefined for anything else. */
export function instantOf(text: unknown): Instant | undefined {
  if (typeof text !== 'string') return undefined
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : instant
}

/** `20261122203000` or `2026-11-22 20:30:00`, a time on Jakarta's clocks; undefined for anything else. */
export function jakartaInstant(text: unknown): Instant | undefined {
  if (typeof text !== 'string') return undefined
  const parts = /^(\d{4})-?(\d\d)-?(\d\d) ?(\d\d):?(\d\d):?(\d\d)$/.exec(text)
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second] = parts
  return instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`)
}

/** `10000.00`, as SNAP and Midtrans write rupiah. */
export function twoDecimals(amountIdr: Idr): string {
  return `${amountIdr}.00`
}

/** Whole rupiah out of `"10000.00"`, `"10000"` or `10000`; undefined for a fraction, a sign, or anything else. */
export function rupiah(value: unknown): Idr | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') return undefined
  const digits = /^(\d{1,13})(?:\.0{1,2})?$/.exec(text)?.[1]
  return digits === undefined ? undefined : idr(Number(digits))
}

/** A text that says something; undefined for an empty one and for what is no text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

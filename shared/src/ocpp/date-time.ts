import type { Instant } from '../time.ts'

// RFC 3339 as OCPP peers write it: YYYY-MM-DD, then T or a space, then hh:mm:ss with any fraction, then Z or an offset
// as +hh:mm, +hhmm or +hh.
const dateTime = /^(\d{4})-(\d\d)-(\d\d)[Tt\s](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)$/

/**
 * The instant that an OCPP date-time names, or `undefined` if it names none. The zone is required; a leap second is
 * read as the second after it; digits below a millisecond are cut.
 *
 * Source: OCPP 1.6 §3.14 (times are ISO 8601, UTC recommended); RFC 3339 §5.6.
 */
export function parseDateTime(text: string): Instant | undefined {
  const match = dateTime.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const sign = match[8] === '-' ? -1 : 1
  const offsetHours = Number(match[9] ?? 0)
  const offsetMinutes = Number(match[10] ?? 0)
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 60) return undefined
  if (offsetHours > 23 || offsetMinutes > 59) return undefined

  const minuteOfDay = hour * 60 + minute - sign * (offsetHours * 60 + offsetMinutes)
  // Leap seconds are only ever inserted at 23:59:60 UTC.
  if (second === 60 && modulo(minuteOfDay, 1440) !== 1439) return undefined
  const milliseconds = Number((match[7] ?? '.').slice(1, 4).padEnd(3, '0'))
  const midnight = utcMidnight(year, month, day)
  return midnight + minuteOfDay * 60_000 + second * 1000 + milliseconds
}

// What nearly every message carries, and no month is too short for it: a match needs no arithmetic.
const plainDateTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/

/** Whether `parseDateTime` would give an instant; much cheaper for the usual form in UTC. */
export function isDateTime(text: string): boolean {
  return plainDateTime.test(text) || parseDateTime(text) !== undefined
}

/** `Date.UTC` takes the years 0 to 99 for 1900 to 1999; a garbled year must not become a plausible one. */
function utcMidnight(year: number, month: number, day: number): Instant {
  return new Date(0).setUTCFullYear(year, month - 1, day)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}

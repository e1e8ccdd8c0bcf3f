import { parseDateTime } from '@colok/shared/ocpp/date-time'
import { type Instant, toIso } from '@colok/shared/time'

const earliest: Instant = 0
/** 9999-12-31T23:59:59.999Z: the last instant whose text has four digits for the year. */
const latest: Instant = 253_402_300_799_999

/** As it is stored already, and no month is too short for it. */
const stored =
  /^(?:19[7-9]|[2-9]\d\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/**
 * An OCPP date-time as the database keeps it: UTC, milliseconds, fixed width, so that text order is time order.
 * A charger may say anything; what lies outside 1970 to 9999 is moved to the nearer end.
 */
export function toStoredInstant(dateTime: string): string {
  if (stored.test(dateTime)) return dateTime
  const instant = parseDateTime(dateTime)
  if (instant === undefined) throw new RangeError(`"${dateTime}" is not a date and time with a zone.`)
  return toIso(Math.min(latest, Math.max(earliest, instant)))
}

/** Reads what `toStoredInstant` wrote. */
export function fromStoredInstant(text: string): Instant {
  const instant = stored.test(text) ? Date.parse(text) : parseDateTime(text)
  if (instant === undefined) throw new RangeError(`The database holds "${text}" where an instant should be.`)
  return instant
}

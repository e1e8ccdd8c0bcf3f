import { businessDay, type Instant } from '@colok/shared/time'

const quarterMs = 15 * 60_000

/** No place on earth is further ahead of UTC; every zone's offset is a whole number of quarters of an hour. */
const furthestAheadQuarters = 14 * 4

/**
 * The instant at which a calendar day begins at a place: midnight, or where summer time skips it, the first that there
 * is. Throws a RangeError for a day that no calendar has.
 */
export function startOfBusinessDay(day: string, timeZone: string): Instant {
  const utcMidnight = Date.parse(`${day}T00:00:00.000Z`)
  if (Number.isNaN(utcMidnight)) throw new RangeError(`${day} is no day.`)
  for (let quarter = -furthestAheadQuarters; quarter <= furthestAheadQuarters; quarter += 1) {
    const instant = utcMidnight + quarter * quarterMs
    if (businessDay(instant, timeZone) >= day) return instant
  }
  throw new RangeError(`${day} does not begin in ${timeZone}.`)
}

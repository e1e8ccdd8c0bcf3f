/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** Ends a timer; harmless when it has already fired. */
export type Cancel = () => void

/**
 * The only way that code outside a composition root sees time. `monotonicMs` never goes back and is what durations
 * and deadlines are measured by; `wallMs` is the calendar, which can jump.
 */
export interface Clock {
  monotonicMs(): number
  wallMs(): Instant
  /** Calls `run` once after `delayMs` of monotonic time. */
  after(delayMs: number, run: () => void): Cancel
}

/** A random number in [0, 1), handed in like the clock so that a run can be replayed. */
export type Random = () => number

const firstInstant = Date.parse('0000-01-01T00:00:00.000Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * UTC with milliseconds and a `Z`, fixed width, so that text order is time order: `2026-11-23T03:22:00.000Z`. Throws a
 * RangeError for what four digits of a year cannot say.
 */
export function toIso(instant: Instant): string {
  if (instant === lastAsked) return lastAnswer
  if (!(instant >= firstInstant && instant <= lastInstant))
    throw new RangeError(`${instant} ms is no instant of the years 0 to 9999`)
  lastAnswer = new Date(instant).toISOString()
  lastAsked = instant
  return lastAnswer
}

// A busy system asks for the same millisecond dozens of times in a row.
let lastAsked: Instant = 0
let lastAnswer = '1970-01-01T00:00:00.000Z'

/** `01:02:36`, for LCDs and pages. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000))
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`
}

function twoDigits(whole: number): string {
  return whole < 10 ? `0${whole}` : String(whole)
}

const indonesianZoneLetters: ReadonlyMap<string, string> = new Map([
  ['Asia/Jakarta', 'WIB'],
  ['Asia/Pontianak', 'WIB'],
  ['Asia/Makassar', 'WITA'],
  ['Asia/Jayapura', 'WIT'],
])

/** WIB, WITA or WIT for an Indonesian IANA zone; any other zone's own name. */
export function zoneLetters(timeZone: string): string {
  return indonesianZoneLetters.get(timeZone) ?? timeZone
}

// Making a formatter costs fifty times its use, and a network has as many zones as its country.
const dayFormats = new Map<string, Intl.DateTimeFormat>()

const quarterHourMs = 900_000

/** Since then no zone has begun a day, or set its clocks, but at a whole quarter of an hour of UTC. */
const inQuartersSince: Instant = Date.UTC(2020, 0)

/** The quarter of an hour that each zone was last asked about, with its day: to format it costs as much as to store a reading. */
const lastDays = new Map<string, { readonly quarterHour: number; readonly day: string }>()

/**
 * The calendar day at a site, `2026-11-23`: the business day of bills and reports. Throws a RangeError for a zone that
 * the IANA database does not have.
 */
export function businessDay(instant: Instant, timeZone: string): string {
  const quarterHour = Math.floor(instant / quarterHourMs)
  const last = lastDays.get(timeZone)
  if (last?.quarterHour === quarterHour) return last.day
  const day = formatDay(instant, timeZone)
  if (instant >= inQuartersSince) lastDays.set(timeZone, { quarterHour, day })
  return day
}

function formatDay(instant: Instant, timeZone: string): string {
  let format = dayFormats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    dayFormats.set(timeZone, format)
  }
  const parts = format.formatToParts(instant)
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((candidate) => candidate.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
}

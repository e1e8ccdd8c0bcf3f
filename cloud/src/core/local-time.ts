import type { Instant } from '@colok/shared/time'

export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
export type Weekday = (typeof weekdays)[number]

/** What a wall clock and a wall calendar show at a place. */
export interface LocalTime {
  /** `HH:MM`, from 00:00 to 23:59. */
  readonly time: string
  readonly weekday: Weekday
  /** `MM-DD`. */
  readonly day: string
}

// Making a formatter costs fifty times its use.
const formats = new Map<string, Intl.DateTimeFormat>()

/** Throws a RangeError for a zone that the IANA database does not have. */
export function localTime(instant: Instant, timeZone: string): LocalTime {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      weekday: 'short',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return {
    time: `${part('hour')}:${part('minute')}`,
    weekday: weekdays.find((weekday) => weekday === part('weekday')) ?? 'Mon',
    day: `${part('month')}-${part('day')}`,
  }
}

import { firstDayOf, monthAfter, monthOf } from './statement-period.ts'

export const reportPeriods = ['day', 'week', 'month'] as const
export type ReportPeriod = (typeof reportPeriods)[number]

/** Calendar days, `2026-11-23`; `until` is the first after it. */
export interface Days {
  readonly from: string
  readonly until: string
}

/** What was missed for longer is not made up any more: nobody reads forty daily reports at once. */
const mostMadeUp: Readonly<Record<ReportPeriod, number>> = { day: 31, week: 8, month: 12 }

/** The whole day, week (from Monday on) or month in which a day lies. */
export function periodAround(every: ReportPeriod, day: string): Days {
  if (every === 'day') return { from: day, until: dayAfter(day, 1) }
  if (every === 'month')
    return { from: firstDayOf(monthOf(day)), until: firstDayOf(monthAfter(monthOf(day))) }
  // 1970-01-01 was a Thursday, the fourth day of its week.
  const sinceMonday = (numberOf(day) + 3) % 7
  return { from: dayAfter(day, -sinceMonday), until: dayAfter(day, 7 - sinceMonday) }
}

/**
 * The periods that are over and not told of yet, the oldest first. `through` is where the last report ended; without one it
 * begins with the period in which `startsOn` lies.
 */
export function periodsDue(
  every: ReportPeriod,
  {
    startsOn,
    through,
    today,
  }: { readonly startsOn: string; readonly through: string | undefined; readonly today: string },
): Days[] {
  const due: Days[] = []
  const begin = through ?? startsOn
  // Days are compared as texts, and the year after 9999 has one that is less than every other.
  if (begin > today) return due
  let next = periodAround(every, begin)
  while (next.until <= today) {
    due.push(next)
    next = periodAround(every, next.until)
  }
  return due.slice(-mostMadeUp[every])
}

/** The days from the first to the last. */
export function daysOf({ from, until }: Days): string[] {
  const days: string[] = []
  for (let day = from; day < until; day = dayAfter(day, 1)) days.push(day)
  return days
}

/** So many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date((numberOf(day) + days) * dayMs).toISOString().slice(0, 10)
}

const dayMs = 86_400_000
const numberOf = (day: string) => Date.parse(day) / dayMs

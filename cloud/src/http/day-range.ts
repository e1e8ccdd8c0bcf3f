import { toIso } from '@colok/shared/time'
import { z } from 'zod'
import { startOfBusinessDay } from '../core/business-day.ts'
import { Problem } from './problem.ts'

/** By whose clocks a list over all sites counts its days. */
const timeZone = 'Asia/Jakarta'

const dayMs = 86_400_000

/** What of a list that only grows may be sorted by anything but time: more would be put in order for each page anew. */
export const mostSortedDays = 31

const Day = z.iso.date().regex(/^2/, 'A day from the year 2000 on, like 2026-11-23.')

/** Whole days, the parameters `from` and `to` of a list. */
export const DayRange = z.object({
  from: Day.optional().meta({ description: 'The first day, by the clocks of Jakarta.' }),
  to: Day.optional().meta({ description: 'The last day, by the clocks of Jakarta.' }),
})
export type DayRange = z.infer<typeof DayRange>

/** The stored instants that a range begins and ends with; `before` is the first that is not of it. */
export function instantsOf({ from, to }: DayRange): { readonly since?: string; readonly before?: string } {
  if (from !== undefined && to !== undefined && to < from)
    throw new Problem('invalid-request', `The list is asked for from ${from} to ${to}, which is earlier.`)
  return {
    ...(from !== undefined && { since: toIso(startOfBusinessDay(from, timeZone)) }),
    // Jakarta knows no summer time: each of its days has 24 hours.
    ...(to !== undefined && { before: toIso(startOfBusinessDay(to, timeZone) + dayMs) }),
  }
}

/** What bounds a list that only grows: at most `mostSortedDays`, or one charger. */
interface Bounds {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly chargePointId?: string | undefined
}

/** Whether what is asked for is so little that it can be put in any order. */
export function isBounded({ from = '', to = '', chargePointId = '' }: Bounds): boolean {
  return chargePointId !== '' || (Date.parse(to) - Date.parse(from)) / dayMs < mostSortedDays
}

/** Throws a Problem for an order, other than the one by `time`, of more than is bounded. */
export function demandBounds(
  sort: string | undefined,
  { time, asked, ways }: { readonly time: string; readonly asked: Bounds; readonly ways: string },
): void {
  const key = sort?.replace('-', '') ?? time
  if (key === time || isBounded(asked)) return
  throw new Problem(
    'invalid-request',
    `A list that only grows is sorted by ${key} within ${mostSortedDays} days at most: give ${ways}, or sort by ${time}.`,
  )
}

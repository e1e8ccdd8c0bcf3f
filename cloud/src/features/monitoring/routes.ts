import type { Instant } from '@colok/shared/time'
import { Hono } from 'hono'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import { sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { availabilityReport } from './queries.ts'
import { AvailabilityQuery, AvailabilityReport, longestDays } from './schemas.ts'

const dayMs = 24 * 3_600_000
const usualDays = 30

/** For how much of the time things work, mounted at `/availability`. */
export function availabilityRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(AvailabilityReport, {
      summary: 'For how much of a time each socket and site could be used, and how long repairs took',
      description: 'What is shorter than a minute is not counted.',
      tag: 'Monitoring',
    }),
    checked('query', AvailabilityQuery),
    async (c) => {
      const { from, to, 'sites.sort': bySite, 'sockets.sort': bySocket, ...filter } = c.req.valid('query')
      const time = timeAsked(services.clock.wallMs(), { from, to })
      const { reach } = c.var.actor
      const report = await availabilityReport(services.read, { ...filter, ...time, reach })
      return c.json({
        ...report,
        sites: sortedWhole(report.sites, bySite),
        sockets: sortedWhole(report.sockets, bySocket),
      })
    },
  )
}

/** From a day until another, or the last 30 days. Throws a Problem for a time that is none. */
function timeAsked(
  now: Instant,
  days: { readonly from?: string | undefined; readonly to?: string | undefined },
): { readonly from: Instant; readonly to: Instant } {
  const to = days.to === undefined ? now : Math.min(now, Date.parse(days.to))
  const from = days.from === undefined ? to - usualDays * dayMs : Date.parse(days.from)
  if (from >= to)
    throw new Problem('invalid-request', 'The first day is before the last, and not in the future.')
  if (to - from > longestDays * dayMs)
    throw new Problem('invalid-request', `Ask for ${longestDays} days at the most.`)
  return { from, to }
}

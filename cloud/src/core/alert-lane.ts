import type { Instant } from '@colok/shared/time'
import type { Severity } from './incident.ts'
import { localTime } from './local-time.ts'

/** One message about a site to one contact in so long; what comes meanwhile goes together. */
const laneIntervalMs = 60_000

/** When a contact is not to be woken by what can wait, `22:00` to `06:00` on its own clocks. */
export interface QuietHours {
  readonly from: string
  readonly until: string
  /** IANA. */
  readonly timeZone: string
}

/** When the news of one site may go to one contact: `now`, or later. */
export function laneDueAt(lane: {
  readonly now: Instant
  /** When the contact was last told of this site. */
  readonly toldAt: Instant | undefined
  readonly severities: readonly Severity[]
  readonly quiet: QuietHours | undefined
}): Instant {
  const { now, toldAt, severities, quiet } = lane
  const spaced = Math.max(now, (toldAt ?? Number.NEGATIVE_INFINITY) + laneIntervalMs)
  return quiet === undefined || severities.includes('critical') ? spaced : afterQuietHours(spaced, quiet)
}

const minutesOf = (time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** The instant itself outside of quiet hours, else the minute at which they end. They may go over midnight. */
export function afterQuietHours(instant: Instant, { from, until, timeZone }: QuietHours): Instant {
  const begin = minutesOf(from)
  const end = minutesOf(until)
  const minute = minutesOf(localTime(instant, timeZone).time)
  const isQuiet = begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end
  if (!isQuiet) return instant
  const left = (end - minute + 24 * 60) % (24 * 60)
  return instant - (instant % 60_000) + left * 60_000
}

import type { Instant } from '@colok/shared/time'
import { localTime } from '../../core/local-time.ts'

/** Nobody's phone rings then for what can wait. Minutes of the recipient's own day. */
const quietFromMinute = 21 * 60
const quietUntilMinute = 7 * 60

/** When a message that can wait may go: now, or in the morning at the recipient's place. */
export function outsideQuietHours(instant: Instant, timeZone: string): Instant {
  const [hours = 0, minutes = 0] = localTime(instant, timeZone).time.split(':').map(Number)
  const minute = hours * 60 + minutes
  if (minute < quietFromMinute && minute >= quietUntilMinute) return instant
  const untilMorning = (quietUntilMinute - minute + 24 * 60) % (24 * 60)
  const startOfMinute = instant - (instant % 60_000)
  return startOfMinute + untilMorning * 60_000
}

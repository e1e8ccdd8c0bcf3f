import type { Instant } from '@colok/shared/time'
import { jakartaTime } from './provider-text.ts'

const opensAt = '06:00'

/**
 * ShopeePay takes no refunds from 23:55 to 06:00 WIB (Midtrans' table of refunds), and says no more than that this one
 * cannot be done. So what is refused at night is asked for again in the morning, and only then given up.
 */
export function isClosedNow(now: Instant): boolean {
  const time = jakartaTime(now).slice(11, 16)
  return time >= '23:55' || time < opensAt
}

/** When refunds are taken again: the next 06:00 WIB. */
export function opensNextAt(now: Instant): Instant {
  const today = Date.parse(`${jakartaTime(now).slice(0, 10)}T${opensAt}:00+07:00`)
  return today > now ? today : today + 86_400_000
}

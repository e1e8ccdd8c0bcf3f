import type { Instant } from '@colok/shared/time'
import { jakartaTime } from './provider-text.ts'

/**
 * ShopeePay takes no refunds from 23:55 to 06:00 WIB (Midtrans' table of refunds), and says no more than that this one
 * cannot be done. So what is refused at night is asked for again in the morning, and only then given up.
 */
export function isClosedNow(now: Instant): boolean {
  const time = jakartaTime(now).slice(11, 16)
  return time >= '23:55' || time < '06:00'
}

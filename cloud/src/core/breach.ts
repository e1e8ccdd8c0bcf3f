import type { Instant } from '@colok/shared/time'

const hourMs = 3_600_000

/** UU 27/2022, article 46 (1): people and the authority are told in writing within 3 × 24 hours. */
const withinMs = 3 * 24 * hourMs

export const deadlineOf = (discoveredAt: Instant): Instant => discoveredAt + withinMs

/** How long before the deadline those who have to tell are reminded; after it, again each of the last. */
const remindersMs = [48, 24, 12, 6, 3, 1].map((hours) => hours * hourMs)
const overdueEveryMs = 3 * hourMs

/** The next reminder after `now`: the nearer the deadline the more often, and it does not end before all is done. */
export function nextReminder(deadlineAt: Instant, now: Instant): Instant {
  for (const beforeMs of remindersMs) if (deadlineAt - beforeMs > now) return deadlineAt - beforeMs
  if (deadlineAt > now) return deadlineAt
  const overdue = Math.floor((now - deadlineAt) / overdueEveryMs) + 1
  return deadlineAt + overdue * overdueEveryMs
}

/** Rounded down; negative when it is over. */
export const hoursLeft = (deadlineAt: Instant, now: Instant): number =>
  Math.floor((deadlineAt - now) / hourMs)

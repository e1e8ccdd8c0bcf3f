/** What a site has taken on a day. */
export interface DayTakings {
  /** A business day, `2026-11-23`. */
  readonly day: string
  readonly takingsIdr: number
}

/** Weeks that are looked back, and days among them that must be known before anything is usual. */
const usualWeeks = 8
const fewestDays = 3
const dayMs = 86_400_000

/** A day and the same weekday in the weeks that are looked back. */
export function sameWeekdays(day: string): string[] {
  return Array.from({ length: usualWeeks + 1 }, (_, weeks) =>
    new Date(Date.parse(day) - weeks * 7 * dayMs).toISOString().slice(0, 10),
  )
}

/** The median of the same weekday's takings in the weeks before; undefined while too few of them are known. */
export function usualTakings(day: string, before: readonly DayTakings[]): number | undefined {
  const same = before
    .filter((one) => one.day < day && (Date.parse(day) - Date.parse(one.day)) % (7 * dayMs) === 0)
    .map(({ takingsIdr }) => takingsIdr)
    .sort((one, other) => one - other)
  if (same.length < fewestDays) return undefined
  const middle = Math.floor(same.length / 2)
  const upper = same[middle] ?? 0
  return same.length % 2 === 1 ? upper : Math.round(((same[middle - 1] ?? upper) + upper) / 2)
}

/** Whether a day's takings are far below what is usual. A site that takes little has good and bad days. */
export function isFarBelow(
  takingsIdr: number,
  usualIdr: number | undefined,
  rule: { readonly percentOfUsual: number; readonly leastUsualIdr: number },
): boolean {
  if (usualIdr === undefined || usualIdr < rule.leastUsualIdr) return false
  return takingsIdr * 100 < usualIdr * rule.percentOfUsual
}

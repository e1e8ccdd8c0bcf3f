/** A period of a statement is a calendar month, `2026-11`, by the business days of the sites. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}

/** The first day of a month, `2026-11-01`. */
export function firstDayOf(month: string): string {
  return `${month}-01`
}

/** Of two days, or of two months, the one that comes later. */
export function laterOf(one: string, other: string): string {
  return [one, other].sort()[1] ?? one
}

/** `2027-01` after `2026-12`. */
export function monthAfter(month: string): string {
  const { year, number } = partsOf(month)
  return number === 12 ? monthNamed(year + 1, 1) : monthNamed(year, number + 1)
}

/** `2026-12` before `2027-01`. */
export function monthBefore(month: string): string {
  const { year, number } = partsOf(month)
  return number === 1 ? monthNamed(year - 1, 12) : monthNamed(year, number - 1)
}

/** The months from one to another, both included; none when the first is after the last. */
export function monthsThrough(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to; month = monthAfter(month)) months.push(month)
  return months
}

export function daysIn(month: string): number {
  const { year, number } = partsOf(month)
  if (number === 2) return isLeap(year) ? 29 : 28
  return [4, 6, 9, 11].includes(number) ? 30 : 31
}

/** On how many days of a month something held that began on a day and ended before another. */
export function daysInForce(
  month: string,
  { startsOn, endsOn }: { readonly startsOn: string; readonly endsOn: string | null },
): number {
  const days = daysIn(month)
  const first = monthOf(startsOn) < month ? 1 : monthOf(startsOn) > month ? days + 1 : dayNumber(startsOn)
  const ended = endsOn === null || monthOf(endsOn) > month
  const last = ended ? days : monthOf(endsOn) < month ? 0 : dayNumber(endsOn) - 1
  return Math.max(0, last - first + 1)
}

const dayNumber = (day: string) => Number(day.slice(8, 10))

function partsOf(month: string): { readonly year: number; readonly number: number } {
  return { year: Number(month.slice(0, 4)), number: Number(month.slice(5, 7)) }
}

function monthNamed(year: number, number: number): string {
  return `${String(year).padStart(4, '0')}-${String(number).padStart(2, '0')}`
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

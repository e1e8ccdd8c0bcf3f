import { startOfBusinessDay } from './business-day.ts'
import { localTime } from './local-time.ts'

/** What some sessions came to. */
export interface Sums {
  readonly sessions: number
  readonly energyWh: number
  readonly amountIdr: number
}

/** Sessions that began in one hour of UTC, at places of one zone. */
export interface ZonedHour extends Sums {
  readonly timeZone: string
  readonly utcHour: number
}

export const nothing: Sums = { sessions: 0, energyWh: 0, amountIdr: 0 }

/** `2026-11-01` to `2026-11-30`. */
export function daysOfMonth(month: string): string[] {
  const [year = 0, monthOfYear = 1] = month.split('-').map(Number)
  const count = new Date(Date.UTC(year, monthOfYear, 0)).getUTCDate()
  return Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`)
}

/** By the hours that the clocks at the places show, as they stand at the beginning of the month; 24 of them. */
export function byLocalHour(rows: readonly ZonedHour[], month: string): (Sums & { readonly hour: number })[] {
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, ...nothing }))
  for (const { timeZone, utcHour, ...sums } of rows) {
    const utcMidnight = startOfBusinessDay(`${month}-01`, 'UTC')
    const hour = Number(localTime(utcMidnight + utcHour * 3_600_000, timeZone).time.slice(0, 2))
    hours[hour] = { hour, ...plus(hours[hour] ?? nothing, sums) }
  }
  return hours
}

export function plus(a: Sums, b: Sums): Sums {
  return {
    sessions: a.sessions + b.sessions,
    energyWh: a.energyWh + b.energyWh,
    amountIdr: a.amountIdr + b.amountIdr,
  }
}

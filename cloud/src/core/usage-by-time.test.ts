import { expect, test } from 'vitest'
import { byLocalHour, daysOfMonth } from './usage-by-time.ts'

test('every day of a month is there, also of a leap year’s February', () => {
  expect(daysOfMonth('2028-02')).toHaveLength(29)
  expect(daysOfMonth('2026-11').at(-1)).toBe('2026-11-30')
})

test('an hour is that of the clock at the place, wherever it stands', () => {
  const sums = { sessions: 1, energyWh: 900, amountIdr: 2500 }
  const hours = byLocalHour(
    [
      { timeZone: 'Asia/Jakarta', utcHour: 1, ...sums },
      { timeZone: 'Asia/Makassar', utcHour: 0, ...sums },
      { timeZone: 'Asia/Jayapura', utcHour: 20, ...sums },
    ],
    '2026-11',
  )
  expect(hours).toHaveLength(24)
  expect(hours[8]).toEqual({ hour: 8, sessions: 2, energyWh: 1800, amountIdr: 5000 })
  expect(hours[5]).toMatchObject({ sessions: 1 })
  expect(hours.reduce((count, { sessions }) => count + sessions, 0)).toBe(3)
})

import { toIso } from '@colok/shared/time'
import { expect, test } from 'vitest'
import { startOfBusinessDay } from './business-day.ts'

test('a day begins at midnight by the clocks of its place', () => {
  const start = (day: string, zone: string) => toIso(startOfBusinessDay(day, zone))
  expect(start('2026-11-01', 'Asia/Makassar')).toBe('2026-10-31T16:00:00.000Z')
  expect(start('2026-11-01', 'Asia/Jakarta')).toBe('2026-10-31T17:00:00.000Z')
  expect(start('2026-11-01', 'America/Anchorage')).toBe('2026-11-01T08:00:00.000Z')
  expect(start('2026-11-01', 'Asia/Kathmandu')).toBe('2026-10-31T18:15:00.000Z')
  expect(() => startOfBusinessDay('yesterday', 'UTC')).toThrow(/is no day/)
})

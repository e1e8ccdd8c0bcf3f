import { expect, test } from 'vitest'
import { dayAfter, daysOf, periodAround, periodsDue } from './report-period.ts'

test('a week begins on Monday, a month on its first', () => {
  expect(periodAround('week', '2026-11-23')).toEqual({ from: '2026-11-23', until: '2026-11-30' })
  expect(periodAround('week', '2026-11-29')).toEqual({ from: '2026-11-23', until: '2026-11-30' })
  expect(periodAround('week', '2026-11-22')).toEqual({ from: '2026-11-16', until: '2026-11-23' })
  expect(periodAround('month', '2028-02-29')).toEqual({ from: '2028-02-01', until: '2028-03-01' })
  expect(periodAround('day', '2026-12-31')).toEqual({ from: '2026-12-31', until: '2027-01-01' })
})

test('what is over and untold is due, the oldest first, each once', () => {
  const due = (through: string | undefined, today: string) =>
    periodsDue('day', { startsOn: '2026-11-20', through, today }).map(({ from }) => from)
  expect(due(undefined, '2026-11-20')).toEqual([])
  expect(due(undefined, '2026-11-21')).toEqual(['2026-11-20'])
  expect(due('2026-11-21', '2026-11-24')).toEqual(['2026-11-21', '2026-11-22', '2026-11-23'])
  expect(due('2026-11-24', '2026-11-24')).toEqual([])
})

test('a period that still goes on is not due', () => {
  const due = (today: string) => periodsDue('month', { startsOn: '2026-10-15', through: undefined, today })
  expect(due('2026-10-31')).toEqual([])
  expect(due('2026-11-01')).toEqual([{ from: '2026-10-01', until: '2026-11-01' }])
})

test('after a long silence only the newest are made up', () => {
  const due = periodsDue('day', { startsOn: '2026-01-01', through: undefined, today: '2026-11-23' })
  expect([due.length, due[0]?.from, due.at(-1)?.from]).toEqual([31, '2026-10-23', '2026-11-22'])
})

test.each(['day', 'week', 'month'] as const)('a last day of all days ends no %s', (every) => {
  const asked = { startsOn: '9999-12-31', through: undefined, today: '2026-11-23' }
  expect(periodsDue(every, asked)).toEqual([])
})

test('days are counted over the ends of months and years', () => {
  expect(daysOf({ from: '2026-12-30', until: '2027-01-02' })).toEqual([
    '2026-12-30',
    '2026-12-31',
    '2027-01-01',
  ])
  expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28')
})

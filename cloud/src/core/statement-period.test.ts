import { expect, test } from 'vitest'
import { daysIn, daysInForce, laterOf, monthAfter, monthBefore, monthsThrough } from './statement-period.ts'

test('months follow one another over the end of a year', () => {
  expect([monthAfter('2026-12'), monthBefore('2027-01'), monthAfter('2026-01')]).toEqual([
    '2027-01',
    '2026-12',
    '2026-02',
  ])
  expect(monthsThrough('2026-11', '2027-02')).toEqual(['2026-11', '2026-12', '2027-01', '2027-02'])
  expect(monthsThrough('2026-12', '2026-11')).toEqual([])
})

test('of two days one comes later', () => {
  expect([laterOf('2026-11-02', '2026-11-10'), laterOf('2027-01-01', '2026-12-31')]).toEqual([
    '2026-11-10',
    '2027-01-01',
  ])
})

test('a month has its days, in a leap year too', () => {
  expect(['2026-01', '2026-02', '2028-02', '2100-02', '2000-02', '2026-04'].map(daysIn)).toEqual([
    31, 28, 29, 28, 29, 30,
  ])
})

test('counts the days on which something held', () => {
  const inNovember = (startsOn: string, endsOn: string | null) => daysInForce('2026-11', { startsOn, endsOn })
  expect(inNovember('2026-01-01', null)).toBe(30)
  expect(inNovember('2026-11-16', null)).toBe(15)
  expect(inNovember('2026-01-01', '2026-11-16')).toBe(15)
  expect(inNovember('2026-11-10', '2026-11-20')).toBe(10)
  expect(inNovember('2026-12-01', null)).toBe(0)
  expect(inNovember('2026-01-01', '2026-11-01')).toBe(0)
  expect(inNovember('2026-01-01', '2026-10-05')).toBe(0)
  expect(inNovember('2026-01-01', '2026-12-01')).toBe(30)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  labelEvery,
  roundedEnd,
  stretches,
  thinnedToPeaks,
  timeTicks,
  unbroken,
  valueTicks,
} from './chart-layout.ts'

const at = (text: string) => Date.parse(text)

test('a scale begins at nothing, rises by round steps and holds the highest value', () => {
  expect(valueTicks(1830, 4)).toEqual([0, 500, 1000, 1500, 2000])
  expect(valueTicks(2000, 4)).toEqual([0, 500, 1000, 1500, 2000])
  expect(valueTicks(3, 4)).toEqual([0, 1, 2, 3])
  expect(valueTicks(0, 4)).toEqual([0, 1])
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 50 }), fc.integer({ min: 1, max: 8 }), (most, steps) => {
      const ticks = valueTicks(most, steps)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
      expect(ticks.length).toBeLessThanOrEqual(steps + 2)
    }),
  )
})

test('hours are struck by the clock of the place', () => {
  const morning = { from: at('2026-11-22T22:40:00Z'), to: at('2026-11-23T04:10:00Z') }
  expect(
    timeTicks(morning, { timeZone: 'Asia/Makassar', most: 6 }).map((tick) => new Date(tick).toISOString()),
  ).toEqual([
    '2026-11-22T23:00:00.000Z',
    '2026-11-23T00:00:00.000Z',
    '2026-11-23T01:00:00.000Z',
    '2026-11-23T02:00:00.000Z',
    '2026-11-23T03:00:00.000Z',
    '2026-11-23T04:00:00.000Z',
  ])
})

test('days begin at midnight there, also where summer time makes one of them shorter', () => {
  const march = { from: at('2026-03-28T12:00:00Z'), to: at('2026-03-31T12:00:00Z') }
  expect(
    timeTicks(march, { timeZone: 'Europe/Amsterdam', most: 4 }).map((tick) => new Date(tick).toISOString()),
  ).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z'])
})

test('there are never more ticks than there is room for', () => {
  const start = at('2026-01-01T00:00:00Z')
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 * 365 * 86_400_000 }), (lengthMs) => {
      const ticks = timeTicks({ from: start, to: start + lengthMs }, { timeZone: 'Asia/Jakarta', most: 6 })
      expect(ticks.length).toBeLessThanOrEqual(7)
    }),
    { numRuns: 40 },
  )
})

test('a silent hour is a gap in the line', () => {
  const values = [0, 1, 2, 70, 71].map((minute) => ({ at: minute * 60_000, value: minute }))
  expect(unbroken(values, 5 * 60_000).map((line) => line.length)).toEqual([3, 2])
  expect(unbroken([], 1)).toEqual([])
})

test('thinning keeps the peak of every part', () => {
  const values = Array.from({ length: 1000 }, (_, index) => ({
    at: index,
    value: index === 617 ? 9000 : 1200,
  }))
  const thin = thinnedToPeaks(values, 100)
  expect(thin.length).toBeLessThanOrEqual(100)
  expect(Math.max(...thin.map(({ value }) => value))).toBe(9000)
})

test('what reaches beyond the frame is cut off at its edge, what lies outside is not there', () => {
  const spans = [
    { state: 'up', from: -50, to: 25 },
    { state: 'down', from: 25, to: 50 },
    { state: 'up', from: 120, to: 150 },
  ]
  expect(stretches(spans, { from: 0, to: 100 })).toEqual([
    { state: 'up', startPercent: 0, widthPercent: 25 },
    { state: 'down', startPercent: 25, widthPercent: 25 },
  ])
})

test('the frame of a line that grows holds its newest point and seldom changes', () => {
  const from = at('2026-11-23T07:03:00Z')
  const minute = (minutes: number) => from + minutes * 60_000
  expect(roundedEnd({ from, to: minute(1) }, 6)).toBe(minute(5))
  expect(roundedEnd({ from, to: minute(31) }, 6)).toBe(minute(40))
  expect(roundedEnd({ from, to: minute(39) }, 6)).toBe(minute(40))
})

test('of thirty-one days every fifth is labelled where there is room for seven', () => {
  expect(labelEvery(31, 7)).toBe(5)
  expect(labelEvery(0, 7)).toBe(1)
})

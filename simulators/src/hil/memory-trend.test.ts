import { expect, test } from 'vitest'
import { memoryTrend } from './memory-trend.ts'

const mebibyte = 1024 * 1024
const samples = (mebibytes: readonly number[]) =>
  mebibytes.map((live, index) => ({
    atMs: index * 30_000,
    liveBytes: live * mebibyte,
    residentBytes: 2 * live * mebibyte,
  }))

test('a program that holds as much at the end as at the beginning is flat, whatever a moment in between held', () => {
  const trend = memoryTrend(samples([30, 31, 30, 30, 30, 90, 30, 31, 30, 30, 31]))
  expect(trend).toMatchObject({ grownBytes: 0, isFlat: true, residentBytes: 180 * mebibyte, samples: 11 })
})

test('half a megabyte in each half minute is a leak', () => {
  const growing = samples(Array.from({ length: 50 }, (_, index) => 30 + index / 2))
  expect(memoryTrend(growing)).toMatchObject({ isFlat: false, grownBytes: 22.5 * mebibyte })
})

test('what was measured once or never is not flat', () => {
  expect(memoryTrend(samples([30])).isFlat).toBe(false)
  expect(memoryTrend([]).isFlat).toBe(false)
})

import { expect, test } from 'vitest'
import { readingsToDrop } from './thinning.ts'

const reading = (id: number, minute: number) => ({
  id,
  measuredAt: new Date(Date.UTC(2026, 10, 23, 3, minute)).toISOString(),
})

test('of readings every minute, one in a quarter of an hour stays, and the first and the last', () => {
  const readings = Array.from({ length: 50 }, (_, minute) => reading(minute, minute + 5))
  const dropped = new Set(readingsToDrop(readings))
  expect(readings.filter(({ id }) => !dropped.has(id)).map(({ id }) => id)).toEqual([0, 10, 25, 40, 49])
})

test('what is sparse already stays as it is', () => {
  expect(readingsToDrop([reading(1, 0), reading(2, 20), reading(3, 40)])).toEqual([])
  expect(readingsToDrop([])).toEqual([])
})

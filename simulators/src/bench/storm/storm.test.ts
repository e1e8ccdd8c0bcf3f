import { expect, test } from 'vitest'
import { storm } from './storm.ts'

// Each wait in it has a deadline of its own.
test('three hundred chargers that drop at once and come back within a second lose nothing that was acknowledged', async () => {
  const report = await storm({ chargers: 300, rounds: 2, withinMs: 1000, progress: () => {} })
  expect(report.findings).toEqual([])
  const { starts, readings, stops, statuses } = report.acknowledged
  expect(starts.length).toBeGreaterThan(120)
  expect(readings.length).toBeGreaterThan(240)
  expect(stops).toHaveLength(starts.length)
  expect(statuses).toHaveLength(300 * 2 * 2)
}, 300_000)

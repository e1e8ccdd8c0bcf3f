import { expect, test } from 'vitest'
import { jitter } from './jitter.ts'

test('is the same for the same boot, and spread evenly over many', () => {
  expect(jitter('boot', 1, 2)).toBe(jitter('boot', 1, 2))
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let charger = 0; charger < 10_000; charger += 1) {
    const share = jitter(`3f2c${charger}-boot`, 7, 1)
    expect(share).toBeGreaterThanOrEqual(0)
    expect(share).toBeLessThan(1)
    tenths[Math.floor(share * 10)]! += 1
  }
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150)
})

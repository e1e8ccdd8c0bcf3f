import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountLimits, attempted, type Throttle, waitMs } from './sign-in-throttle.ts'

const start = Date.UTC(2026, 10, 23)

/** As many attempts as somebody can make who tries whenever it is allowed. */
function attemptsWithin(durationMs: number): number {
  let throttle: Throttle | undefined
  let now = start
  let attempts = 0
  while (now < start + durationMs) {
    throttle = attempted(throttle, accountLimits, now)
    attempts += 1
    now += Math.max(1000, waitMs(throttle, now))
  }
  return attempts
}

test('who mistypes a few times waits for nothing', () => {
  let throttle: Throttle | undefined
  for (let attempt = 0; attempt < accountLimits.free; attempt += 1)
    throttle = attempted(throttle, accountLimits, start)
  expect(waitMs(throttle, start)).toBe(0)
  expect(waitMs(attempted(throttle, accountLimits, start), start)).toBe(15_000)
})

test('a program that guesses all day has some thirty guesses', () => {
  expect(attemptsWithin(24 * 3_600_000)).toBeLessThanOrEqual(40)
})

test('the pause never shrinks while it goes on, and never exceeds an hour', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 60 }), (pauses) => {
      let throttle: Throttle | undefined
      let now = start
      let longest = 0
      for (const pause of pauses) {
        now += pause
        if (throttle !== undefined && now - throttle.since >= accountLimits.memoryMs) return
        throttle = attempted(throttle, accountLimits, now)
        const wait = waitMs(throttle, now)
        expect(wait).toBeGreaterThanOrEqual(longest)
        expect(wait).toBeLessThanOrEqual(3_600_000)
        longest = wait
      }
    }),
  )
})

test('what failed a day ago is forgotten', () => {
  let throttle: Throttle | undefined
  for (let attempt = 0; attempt < 20; attempt += 1) throttle = attempted(throttle, accountLimits, start)
  const nextDay = attempted(throttle, accountLimits, start + accountLimits.memoryMs)
  expect([nextDay.failures, waitMs(nextDay, start + accountLimits.memoryMs)]).toEqual([1, 0])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullBucket, take } from './token-bucket.ts'

const limits = { burst: 3, perSecond: 2 }

test('a burst passes, then one for each half second', () => {
  let bucket = fullBucket(limits, 0)
  const waits = [0, 0, 0, 0, 500, 500].map((nowMs) => {
    const taken = take(bucket, limits, nowMs)
    bucket = taken.bucket
    return taken.waitMs
  })
  expect(waits).toEqual([0, 0, 0, 500, 0, 500])
})

test('over any time no more pass than the burst and what has been filled up', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 200 }), (pauses) => {
      let bucket = fullBucket(limits, 0)
      let nowMs = 0
      let passed = 0
      for (const pause of pauses) {
        nowMs += pause
        const taken = take(bucket, limits, nowMs)
        bucket = taken.bucket
        if (taken.waitMs === 0) passed += 1
      }
      expect(passed).toBeLessThanOrEqual(limits.burst + (nowMs * limits.perSecond) / 1000)
    }),
  )
})

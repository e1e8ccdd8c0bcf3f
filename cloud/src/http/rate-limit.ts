import type { Clock } from '@colok/shared/time'
import type { Context, MiddlewareHandler } from 'hono'
import { type Bucket, type BucketLimits, fullBucket, take } from '../core/token-bucket.ts'
import { Problem } from './problem.ts'

/** Callers that are remembered; the one longest unseen is forgotten first. */
const maxCallers = 10_000

/** Lets each caller make so many requests; the rest are told when to come again. */
export function rateLimit(
  clock: Clock,
  limits: BucketLimits,
  callerOf: (c: Context) => string,
): MiddlewareHandler {
  const buckets = new Map<string, Bucket>()
  return async (c, next) => {
    const caller = callerOf(c)
    const nowMs = clock.monotonicMs()
    const { bucket, waitMs } = take(buckets.get(caller) ?? fullBucket(limits, nowMs), limits, nowMs)
    buckets.delete(caller)
    buckets.set(caller, bucket)
    if (buckets.size > maxCallers) {
      for (const oldest of buckets.keys()) {
        buckets.delete(oldest)
        break
      }
    }
    if (waitMs > 0) {
      const waitS = Math.ceil(waitMs / 1000)
      c.header('Retry-After', String(waitS))
      throw new Problem('too-many-requests', `Try again in ${waitS} s.`)
    }
    await next()
  }
}

/** Where a request comes from: the socket's address; one for all where there is no socket. */
export function addressOf(c: Context): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  return incoming?.socket?.remoteAddress ?? 'local'
}

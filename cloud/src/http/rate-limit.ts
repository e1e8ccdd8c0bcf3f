import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
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

declare module 'hono' {
  interface ContextVariableMap {
    /** Whether what speaks to our listener without TLS is a proxy, which says whom it speaks for. */
    isBehindProxy: boolean
  }
}

/**
 * Where a request comes from: the socket's address; one for all where there is no socket. Behind a proxy it is what the
 * proxy has added to X-Forwarded-For, which is the last of it: everything before that anybody may have written.
 */
export function addressOf(c: Context): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: Partial<TLSSocket> } }
  const socket = incoming?.socket
  const own = socket?.remoteAddress ?? 'local'
  if (!c.get('isBehindProxy') || socket?.encrypted) return own
  const said = c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() ?? ''
  return isIP(said) === 0 ? own : said
}

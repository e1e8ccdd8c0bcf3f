import type { MiddlewareHandler } from 'hono'
import type { Services } from '../services.ts'

export function measureRequests({ metrics, clock }: Services): MiddlewareHandler {
  return async (c, next) => {
    const startedMs = clock.monotonicMs()
    await next()
    metrics.requestAnswered({
      method: c.req.method,
      status: c.res.status,
      ms: clock.monotonicMs() - startedMs,
    })
  }
}

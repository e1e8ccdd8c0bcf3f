import type { MiddlewareHandler } from 'hono'
import { Problem } from './problem.ts'

/** Lets a request pass when `isKnown` says so of its bearer key. */
export function requireBearer(isKnown: (key: string) => Promise<boolean>): MiddlewareHandler {
  return async (c, next) => {
    const key = /^bearer +(\S{1,200}) *$/i.exec(c.req.header('Authorization') ?? '')?.[1]
    if (key === undefined || !(await isKnown(key))) {
      c.header('WWW-Authenticate', 'Bearer realm="colok"')
      throw new Problem(
        'unauthorized',
        'Send the operator key that was printed at first start: "Authorization: Bearer …".',
      )
    }
    await next()
  }
}

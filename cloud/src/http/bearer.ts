import type { MiddlewareHandler } from 'hono'
import type { Actor } from './actor.ts'
import { Problem } from './problem.ts'

/** Lets a request pass when `find` knows the holder of its bearer key. */
export function requireBearer(find: (key: string) => Promise<Actor | undefined>): MiddlewareHandler {
  return async (c, next) => {
    const key = /^bearer +(\S{1,200}) *$/i.exec(c.req.header('Authorization') ?? '')?.[1]
    const actor = key === undefined ? undefined : await find(key)
    if (actor === undefined) {
      c.header('WWW-Authenticate', 'Bearer realm="colok"')
      throw new Problem(
        'unauthorized',
        'Send the operator key that was printed at first start: "Authorization: Bearer …".',
      )
    }
    c.set('actor', actor)
    await next()
  }
}

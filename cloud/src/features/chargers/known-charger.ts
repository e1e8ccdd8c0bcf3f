import type { MiddlewareHandler } from 'hono'
import { first, type SqlRunner } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'

/** Lets nobody take the lists of a charger that is not there for empty ones. */
export function requireKnownCharger(services: Services): MiddlewareHandler {
  return async (c, next) => {
    const chargePointId = c.req.param('chargePointId') ?? ''
    if (c.req.method === 'GET' && (await knownCharger(services.read, chargePointId)) === undefined)
      throw new Problem('not-found', `There is no charger ${chargePointId}.`)
    await next()
  }
}

/** Undefined where there is no charger of this id. */
export function knownCharger(runner: SqlRunner, chargePointId: string): Promise<object | undefined> {
  return first(runner, 'select 1 as found from charger where charge_point_id = ?', [chargePointId])
}

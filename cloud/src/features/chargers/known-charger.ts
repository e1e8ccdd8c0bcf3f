import type { MiddlewareHandler } from 'hono'
import { first } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'

/** Lets nobody take the lists of a charger that is not there for empty ones. */
export function requireKnownCharger(services: Services): MiddlewareHandler {
  return async (c, next) => {
    const chargePointId = c.req.param('chargePointId') ?? ''
    if (c.req.method === 'GET' && !(await isKnown(services, chargePointId)))
      throw new Problem('not-found', `There is no charger ${chargePointId}.`)
    await next()
  }
}

async function isKnown(services: Services, chargePointId: string): Promise<boolean> {
  const row = await first(services.read, 'select 1 as found from charger where charge_point_id = ?', [
    chargePointId,
  ])
  return row !== undefined
}

import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { z } from 'zod'
import { actorMay } from '../../http/actor.ts'
import { checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import { streamSnapshots } from '../../http/snapshots.ts'
import type { Services } from '../../services.ts'
import { actorOf } from '../access/guard.ts'
import { isWithinReach } from '../access/reach.ts'
import { findCharger, listChargers } from './queries.ts'
import { ChargePointId } from './schemas.ts'

/** The most chargers that are sent when a stream begins; the rest come as they change. */
const sentAtFirst = 1000

export function eventRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    describeRoute({
      summary: 'Follow chargers live',
      description:
        'Server-sent events named `snapshot`, each one Charger as JSON: first every charger as it is, then each one that changes. A lost event costs nothing.',
      tags: ['Chargers'],
      responses: {
        200: {
          description: 'A stream of snapshots',
          content: { 'text/event-stream': {} },
        },
      },
    }),
    checked('query', z.object({ chargePointId: ChargePointId.optional() })),
    async (c) => {
      const { chargePointId } = c.req.valid('query')
      const { reach } = c.var.actor
      const snapshot = async (id: string) => {
        // Asked each time: a site may change hands, a key be revoked, and somebody be signed out while a stream is open.
        const actor = await actorOf(c, services)
        if (actor === undefined || !actorMay(actor, 'chargers.read')) return undefined
        if (!(await isWithinReach(services, actor.reach, { thing: 'charger', name: id }))) return undefined
        const charger = await findCharger(services, id)
        return charger && JSON.stringify(charger)
      }
      if (chargePointId !== undefined && (await snapshot(chargePointId)) === undefined) {
        throw new Problem('not-found', `There is no charger ${chargePointId}.`)
      }
      const initially =
        chargePointId === undefined
          ? (await listChargers(services, { reach, sort: 'chargePointId', limit: sentAtFirst })).items.map(
              (charger) => charger.chargePointId,
            )
          : [chargePointId]
      const { clock, changes } = services
      return streamSnapshots(c, {
        clock,
        changes,
        chargePointId,
        initially,
        snapshot,
      })
    },
  )
}

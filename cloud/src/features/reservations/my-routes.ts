import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { arrive, type HoldResult, holdSocket, letGo, listHeld } from './held-sockets.ts'
import { HeldSocket, HoldInput } from './schemas.ts'

const tag = 'Me'
const Path = z.object({ reservationId: z.coerce.number().int() })

/** What a driver may look back at; older ones are of no use to anybody. */
const mostShown = 20

/** Sockets that a driver has held, mounted at `/me/reservations`. */
export function myReservationRoutes(services: Services): Hono {
  return new Hono()
    .get('/', answers(z.array(HeldSocket), { summary: 'Sockets held for oneself', tag }), async (c) =>
      c.json(await listHeld(services, c.var.actor.id, mostShown)),
    )
    .post(
      '/',
      answers(HeldSocket, {
        summary: 'Have a socket held for oneself',
        description:
          'For the minutes that the tariff allows, at no cost: one at a time, three in a day that come to nothing, one socket of a post, and a post rests a quarter of an hour after one that came to nothing.',
        tag,
        status: 201,
      }),
      checked('json', HoldInput),
      async (c) => {
        const { chargePointId } = c.req.valid('json')
        const result = await holdSocket(services, { userId: c.var.actor.id, chargePointId })
        if (result.kind !== 'held') throw refusedToHold(result)
        return c.json(await heldOr404(services, c.var.actor.id, result.reservationId), 201)
      },
    )
    .post(
      '/:reservationId/letting-go',
      answers(HeldSocket, { summary: 'Let go of a held socket', tag }),
      checked('param', Path),
      async (c) => {
        const held = await heldOr404(services, c.var.actor.id, c.req.valid('param').reservationId)
        if (held.state === 'held' || held.state === 'asked') await letGo(services, held)
        return c.json(await heldOr404(services, c.var.actor.id, held.reservationId))
      },
    )
    .post(
      '/:reservationId/arrival',
      answers(HeldSocket, { summary: 'Be there: the socket is given free to plug in', tag }),
      checked('param', Path),
      async (c) => {
        const held = await heldOr404(services, c.var.actor.id, c.req.valid('param').reservationId)
        if (held.state !== 'held') throw new Problem('gone', 'That socket is held no more.')
        const result = await arrive(services, held)
        if (result.kind === 'notFreed') throw new Problem('unavailable', result.detail)
        return c.json(await heldOr404(services, c.var.actor.id, held.reservationId))
      },
    )
}

/** Somebody else's does not exist either. */
async function heldOr404(services: Services, userId: string, reservationId: number): Promise<HeldSocket> {
  const held = (await listHeld(services, userId, mostShown)).find(
    (one) => one.reservationId === reservationId,
  )
  if (held === undefined) throw new Problem('not-found', `There is no reservation ${reservationId} of yours.`)
  return held
}

const reasons: Readonly<Record<Extract<HoldResult, { kind: 'refused' }>['reason'], string>> = {
  notHere:
    'There is no such charger, its tariff does not let sockets be held, or the charger does not know reservations.',
  holdsOne: 'You have a socket held already; let go of it first.',
  tooMany: 'Three of yours have come to nothing within a day; ride up without a reservation.',
  postHeld: 'A socket of it is held already.',
  postRests: 'The last one held there came to nothing; for a quarter of an hour it is everybody’s.',
  noneFree: 'It has no socket that is ready now.',
}

function refusedToHold(result: Exclude<HoldResult, { kind: 'held' }>): Problem {
  if (result.kind === 'noAnswer')
    return new Problem('unavailable', 'The charger did not answer in time; do not count on it. Try another.')
  if (result.kind === 'chargerRefused') return new Problem('conflict', result.detail)
  return new Problem('conflict', reasons[result.reason])
}

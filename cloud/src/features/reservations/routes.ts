import { Hono } from 'hono'
import { z } from 'zod'
import type { SqlRunner } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { cancelReservation, reserve } from './commands.ts'
import { Reservation, ReservationInput, ReservationOutcome, reservationStates } from './schemas.ts'

const tag = 'Reservations'
const Path = z.object({ reservationId: z.coerce.number().int() })

const ReservationQuery = PageQuery.extend({
  chargePointId: ChargePointId.optional(),
  state: z.enum(reservationStates).optional(),
})

/** Mounted at `/reservations`. */
export function reservationRoutes(services: Services): Hono {
  const reservationOr404 = async (reservationId: number): Promise<Reservation> => {
    const found = await reservationQuery(services.read)
      .where('reservationId', '=', reservationId)
      .executeTakeFirst()
    if (found === undefined) throw new Problem('not-found', `There is no reservation ${reservationId}.`)
    return found
  }
  return new Hono()
    .get(
      '/',
      answers(pageOf(Reservation), { summary: 'List reservations, the newest first', tag }),
      checked('query', ReservationQuery),
      async (c) => {
        const { limit, cursor, chargePointId, state } = c.req.valid('query')
        const before = decodeCursor(cursor, z.int())
        let query = reservationQuery(services.read)
          .orderBy('reservationId', 'desc')
          .limit(limit + 1)
        if (before !== undefined) query = query.where('reservationId', '<', before)
        if (chargePointId !== undefined) query = query.where('chargePointId', '=', chargePointId)
        if (state !== undefined) query = query.where('state', '=', state)
        return c.json(toPage(await query.execute(), limit, ({ reservationId }) => reservationId))
      },
    )
    .get(
      '/:reservationId',
      answers(Reservation, { summary: 'One reservation', tag }),
      checked('param', Path),
      async (c) => c.json(await reservationOr404(c.req.valid('param').reservationId)),
    )
    .post(
      '/',
      answers(ReservationOutcome, { summary: 'Hold a socket for a card', tag }),
      checked('json', ReservationInput),
      async (c) => {
        const input = c.req.valid('json')
        const result = await reserve(services, { ...input, createdBy: c.var.actor.name })
        switch (result.kind) {
          case 'unknownCharger':
            throw new Problem('not-found', `There is no charger ${input.chargePointId}.`)
          case 'pastExpiry':
            throw new Problem('invalid-request', 'It would have expired already.')
          case 'tooLong':
            throw new Problem('invalid-request', 'A socket is held for a day at the most.')
          case 'taken':
            throw new Problem('conflict', `Reservation ${result.reservationId} holds that socket.`)
          case 'asked': {
            const { command, reservationId } = result
            return c.json({ reservation: await reservationOr404(reservationId), command })
          }
        }
      },
    )
    .post(
      '/:reservationId/cancel',
      answers(ReservationOutcome, { summary: 'Cancel a reservation', tag }),
      checked('param', Path),
      async (c) => {
        const reservation = await reservationOr404(c.req.valid('param').reservationId)
        const command = await cancelReservation(services, reservation)
        return c.json({ reservation: await reservationOr404(reservation.reservationId), command })
      },
    )
}

function reservationQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('reservation')
    .innerJoin('charger', 'charger.id', 'chargerId')
    .select([
      'reservationId',
      'chargePointId',
      'connectorId',
      'idTag',
      'parentIdTag',
      'expiresAt',
      'state',
      'detail',
      'transactionId',
      'createdBy',
      'reservation.createdAt',
      'endedAt',
    ])
}

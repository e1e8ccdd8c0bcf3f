import { z } from 'zod'
import { toStoredInstant } from '../../core/instant-text.ts'
import { maxConnectorId } from '../../core/transaction-check.ts'
import { IdTagText } from '../cards/schemas.ts'
import { ChargePointId, CommandOutcomeSchema } from '../chargers/schemas.ts'

export const ReservationInput = z
  .strictObject({
    chargePointId: ChargePointId,
    connectorId: z
      .int()
      .min(0)
      .max(maxConnectorId)
      .meta({ description: '0 for any socket, where the charger can do that.' }),
    idTag: IdTagText,
    expiresAt: z.iso.datetime({ offset: true }).transform(toStoredInstant),
  })
  .meta({ id: 'ReservationInput' })
export type ReservationInput = z.output<typeof ReservationInput>

export const reservationStates = [
  'requested',
  'active',
  'unconfirmed',
  'refused',
  'used',
  'cancelled',
  'expired',
] as const

export const Reservation = z
  .object({
    reservationId: z.int(),
    chargePointId: z.string(),
    connectorId: z.int(),
    idTag: z.string(),
    parentIdTag: z.string().nullable(),
    expiresAt: z.iso.datetime(),
    state: z.enum(reservationStates).meta({
      description: 'unconfirmed: the charger did not answer, and may have taken it.',
    }),
    detail: z.string().nullable().meta({ description: 'What the charger said to it.' }),
    transactionId: z.int().nullable().meta({ description: 'The session that used it.' }),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Reservation' })
export type Reservation = z.infer<typeof Reservation>

export const ReservationOutcome = z
  .object({ reservation: Reservation, command: CommandOutcomeSchema })
  .meta({ id: 'ReservationOutcome' })

export const HeldSocket = z
  .object({
    reservationId: z.int(),
    chargePointId: z.string(),
    post: z.string(),
    site: z.string(),
    timeZone: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    connectorId: z.int(),
    state: z
      .enum(['asked', 'held', 'arrived', 'used', 'letGo', 'expired', 'refused'])
      .meta({ description: 'arrived: given free by its code; used: by the card that it was held for.' }),
    expiresAt: z.iso.datetime(),
    askedAt: z.iso.datetime(),
    code: z.string().nullable().meta({
      description: 'Six digits that give the socket free on the post’s page; null when it is over.',
    }),
    card: z.string().nullable().meta({
      description: 'The end of the number of the card that the post takes at a tap; null for none.',
    }),
    postOnline: z.boolean(),
    page: z.url().meta({ description: 'The post’s.' }),
  })
  .meta({ id: 'HeldSocket', description: 'A socket that a driver has, or had, held.' })
export type HeldSocket = z.infer<typeof HeldSocket>

export const HoldInput = z.strictObject({ chargePointId: ChargePointId }).meta({ id: 'HoldInput' })

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

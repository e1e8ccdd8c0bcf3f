import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { AcceptedOrRejected } from '../types.ts'

export const CancelReservation = defineCall({
  action: 'CancelReservation',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.1',
  request: z.strictObject({
    reservationId: z.int(),
  }),
  confirmation: z.strictObject({
    status: AcceptedOrRejected,
  }),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { AcceptedOrRejected } from '../types.ts'

export const Reset = defineCall({
  action: 'Reset',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.14',
  request: z.strictObject({
    type: z.enum(['Hard', 'Soft']),
  }),
  confirmation: z.strictObject({
    status: AcceptedOrRejected,
  }),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { AcceptedOrRejected } from '../types.ts'

export const ClearCache = defineCall({
  action: 'ClearCache',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.4',
  request: z.strictObject({}),
  confirmation: z.strictObject({
    status: AcceptedOrRejected,
  }),
})

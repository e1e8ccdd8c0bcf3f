import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { DateTime } from '../types.ts'

export const Heartbeat = defineCall({
  action: 'Heartbeat',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 §4.6',
  request: z.strictObject({}),
  confirmation: z.strictObject({
    currentTime: DateTime,
  }),
})

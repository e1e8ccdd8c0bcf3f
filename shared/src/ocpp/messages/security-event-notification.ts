import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString50, CiString255, DateTime } from '../types.ts'

export const SecurityEventNotification = defineCall({
  action: 'SecurityEventNotification',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 security whitepaper, edition 3: SecurityEventNotification',
  request: z.strictObject({
    type: CiString50,
    timestamp: DateTime,
    techInfo: CiString255.optional(),
  }),
  confirmation: z.strictObject({}),
})

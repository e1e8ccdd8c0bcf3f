import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { FirmwareStatus } from '../types.ts'

export const FirmwareStatusNotification = defineCall({
  action: 'FirmwareStatusNotification',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 §4.5',
  request: z.strictObject({
    status: FirmwareStatus,
  }),
  confirmation: z.strictObject({}),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'

export const DiagnosticsStatusNotification = defineCall({
  action: 'DiagnosticsStatusNotification',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 §4.4',
  request: z.strictObject({
    status: z.enum(['Idle', 'Uploaded', 'UploadFailed', 'Uploading']),
  }),
  confirmation: z.strictObject({}),
})

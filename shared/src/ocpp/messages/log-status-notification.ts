import { z } from 'zod'
import { defineCall } from '../define-call.ts'

export const LogStatusNotification = defineCall({
  action: 'LogStatusNotification',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 security whitepaper, edition 3: LogStatusNotification',
  request: z.strictObject({
    status: z.enum([
      'BadMessage',
      'Idle',
      'NotSupportedOperation',
      'PermissionDenied',
      'Uploaded',
      'UploadFailure',
      'Uploading',
    ]),
    requestId: z.int().optional(),
  }),
  confirmation: z.strictObject({}),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { DateTime, Seconds, Uri } from '../types.ts'

export const UpdateFirmware = defineCall({
  action: 'UpdateFirmware',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.19',
  request: z.strictObject({
    location: Uri,
    retries: z.int().optional(),
    retrieveDate: DateTime,
    retryInterval: Seconds.optional(),
  }),
  confirmation: z.strictObject({}),
})

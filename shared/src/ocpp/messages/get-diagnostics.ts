import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString255, DateTime, Seconds, Uri } from '../types.ts'

export const GetDiagnostics = defineCall({
  action: 'GetDiagnostics',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.9',
  request: z.strictObject({
    location: Uri,
    retries: z.int().optional(),
    retryInterval: Seconds.optional(),
    startTime: DateTime.optional(),
    stopTime: DateTime.optional(),
  }),
  confirmation: z.strictObject({
    fileName: CiString255.optional(),
  }),
})

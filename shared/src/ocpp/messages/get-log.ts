import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString255, DateTime, Seconds } from '../types.ts'

/** `remoteLocation` is the URL to upload to; the two times bound what the archive holds. */
const LogParameters = z.strictObject({
  remoteLocation: z.string().max(512),
  oldestTimestamp: DateTime.optional(),
  latestTimestamp: DateTime.optional(),
})

export const GetLog = defineCall({
  action: 'GetLog',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 security whitepaper, edition 3: GetLog',
  request: z.strictObject({
    log: LogParameters,
    logType: z.enum(['DiagnosticsLog', 'SecurityLog']),
    requestId: z.int(),
    retries: z.int().optional(),
    retryInterval: Seconds.optional(),
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Rejected', 'AcceptedCanceled']),
    filename: CiString255.optional(),
  }),
})

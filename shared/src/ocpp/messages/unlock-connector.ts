import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { ConnectorId } from '../types.ts'

export const UnlockConnector = defineCall({
  action: 'UnlockConnector',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.18',
  request: z.strictObject({
    connectorId: ConnectorId,
  }),
  confirmation: z.strictObject({
    status: z.enum(['Unlocked', 'UnlockFailed', 'NotSupported']),
  }),
})

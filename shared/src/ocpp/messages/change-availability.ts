import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { ConnectorId } from '../types.ts'

export const ChangeAvailability = defineCall({
  action: 'ChangeAvailability',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.2',
  request: z.strictObject({
    connectorId: ConnectorId,
    type: z.enum(['Inoperative', 'Operative']),
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Rejected', 'Scheduled']),
  }),
})

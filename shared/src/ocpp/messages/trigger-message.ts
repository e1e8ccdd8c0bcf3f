import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { ConnectorId } from '../types.ts'

export const TriggerMessage = defineCall({
  action: 'TriggerMessage',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.17',
  request: z.strictObject({
    requestedMessage: z.enum([
      'BootNotification',
      'DiagnosticsStatusNotification',
      'FirmwareStatusNotification',
      'Heartbeat',
      'MeterValues',
      'StatusNotification',
    ]),
    connectorId: ConnectorId.optional(),
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Rejected', 'NotImplemented']),
  }),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { ConnectorId } from '../types.ts'

export const ExtendedTriggerMessage = defineCall({
  action: 'ExtendedTriggerMessage',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 security whitepaper, edition 3: ExtendedTriggerMessage',
  request: z.strictObject({
    requestedMessage: z.enum([
      'BootNotification',
      'LogStatusNotification',
      'FirmwareStatusNotification',
      'Heartbeat',
      'MeterValues',
      'SignChargePointCertificate',
      'StatusNotification',
    ]),
    connectorId: ConnectorId.optional(),
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Rejected', 'NotImplemented']),
  }),
})

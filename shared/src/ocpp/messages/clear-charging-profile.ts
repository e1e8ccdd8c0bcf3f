import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { ChargingProfilePurpose, ConnectorId } from '../types.ts'

export const ClearChargingProfile = defineCall({
  action: 'ClearChargingProfile',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.5',
  request: z.strictObject({
    id: z.int().optional(),
    connectorId: ConnectorId.optional(),
    chargingProfilePurpose: ChargingProfilePurpose.optional(),
    stackLevel: z.int().optional(),
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Unknown']),
  }),
})

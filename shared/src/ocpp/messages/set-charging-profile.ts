import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { ChargingProfile, ConnectorId } from '../types.ts'

export const SetChargingProfile = defineCall({
  action: 'SetChargingProfile',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.16',
  request: z.strictObject({
    connectorId: ConnectorId,
    csChargingProfiles: ChargingProfile,
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Rejected', 'NotSupported']),
  }),
})

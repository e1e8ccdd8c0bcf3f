import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { AcceptedOrRejected, ChargingProfile, CiString20, ConnectorId } from '../types.ts'

export const RemoteStartTransaction = defineCall({
  action: 'RemoteStartTransaction',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.11',
  request: z.strictObject({
    connectorId: ConnectorId.optional(),
    idTag: CiString20,
    chargingProfile: ChargingProfile.optional(),
  }),
  confirmation: z.strictObject({
    status: AcceptedOrRejected,
  }),
})

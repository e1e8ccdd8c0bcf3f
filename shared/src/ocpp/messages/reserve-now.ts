import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString20, ConnectorId, DateTime } from '../types.ts'

export const ReserveNow = defineCall({
  action: 'ReserveNow',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.13',
  request: z.strictObject({
    connectorId: ConnectorId,
    expiryDate: DateTime,
    idTag: CiString20,
    parentIdTag: CiString20.optional(),
    reservationId: z.int(),
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Faulted', 'Occupied', 'Rejected', 'Unavailable']),
  }),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { ConnectorId, MeterValue, TransactionId } from '../types.ts'

export const MeterValues = defineCall({
  action: 'MeterValues',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 §4.7',
  request: z.strictObject({
    connectorId: ConnectorId,
    transactionId: TransactionId.optional(),
    meterValue: z.array(MeterValue),
  }),
  confirmation: z.strictObject({}),
})

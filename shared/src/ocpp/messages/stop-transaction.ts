import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString20, DateTime, EnergyWh, IdTagInfo, MeterValue, Reason, TransactionId } from '../types.ts'

export const StopTransaction = defineCall({
  action: 'StopTransaction',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 §4.10',
  request: z.strictObject({
    idTag: CiString20.optional(),
    meterStop: EnergyWh,
    timestamp: DateTime,
    transactionId: TransactionId,
    reason: Reason.optional(),
    transactionData: z.array(MeterValue).optional(),
  }),
  confirmation: z.strictObject({
    idTagInfo: IdTagInfo.optional(),
  }),
})

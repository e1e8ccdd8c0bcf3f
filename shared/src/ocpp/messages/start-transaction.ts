import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString20, ConnectorId, DateTime, EnergyWh, IdTagInfo, TransactionId } from '../types.ts'

export const StartTransaction = defineCall({
  action: 'StartTransaction',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 §4.8',
  request: z.strictObject({
    connectorId: ConnectorId,
    idTag: CiString20,
    meterStart: EnergyWh,
    reservationId: z.int().optional(),
    timestamp: DateTime,
  }),
  confirmation: z.strictObject({
    idTagInfo: IdTagInfo,
    transactionId: TransactionId,
  }),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import {
  ChargePointErrorCode,
  ChargePointStatus,
  CiString50,
  CiString255,
  ConnectorId,
  DateTime,
} from '../types.ts'

export const StatusNotification = defineCall({
  action: 'StatusNotification',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 §4.9',
  request: z.strictObject({
    connectorId: ConnectorId,
    errorCode: ChargePointErrorCode,
    info: CiString50.optional(),
    status: ChargePointStatus,
    timestamp: DateTime.optional(),
    vendorId: CiString255.optional(),
    vendorErrorCode: CiString50.optional(),
  }),
  confirmation: z.strictObject({}),
})

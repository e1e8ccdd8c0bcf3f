import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import {
  AcceptedOrRejected,
  ChargingRateUnit,
  ChargingSchedule,
  ConnectorId,
  DateTime,
  Seconds,
} from '../types.ts'

export const GetCompositeSchedule = defineCall({
  action: 'GetCompositeSchedule',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.7',
  request: z.strictObject({
    connectorId: ConnectorId,
    duration: Seconds,
    chargingRateUnit: ChargingRateUnit.optional(),
  }),
  confirmation: z.strictObject({
    status: AcceptedOrRejected,
    connectorId: ConnectorId.optional(),
    scheduleStart: DateTime.optional(),
    chargingSchedule: ChargingSchedule.optional(),
  }),
})

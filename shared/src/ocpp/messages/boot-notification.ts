import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString20, CiString25, CiString50, DateTime, Seconds } from '../types.ts'

export const BootNotification = defineCall({
  action: 'BootNotification',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 §4.2',
  request: z.strictObject({
    chargePointVendor: CiString20,
    chargePointModel: CiString20,
    chargePointSerialNumber: CiString25.optional(),
    chargeBoxSerialNumber: CiString25.optional(),
    firmwareVersion: CiString50.optional(),
    iccid: CiString20.optional(),
    imsi: CiString20.optional(),
    meterType: CiString25.optional(),
    meterSerialNumber: CiString25.optional(),
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Pending', 'Rejected']),
    currentTime: DateTime,
    interval: Seconds.meta({
      description:
        'Between heartbeats when accepted, else before the next BootNotification; 0 leaves it to the charge point.',
    }),
  }),
})

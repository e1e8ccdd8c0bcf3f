import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString50, CiString255 } from '../types.ts'

export const DataTransfer = defineCall({
  action: 'DataTransfer',
  sender: 'either',
  spec: 'OCPP 1.6 §4.3, §5.6',
  request: z.strictObject({
    vendorId: CiString255,
    messageId: CiString50.optional(),
    data: z.string().optional(),
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId']),
    data: z.string().optional(),
  }),
})

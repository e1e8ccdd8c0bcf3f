import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString20, IdTagInfo } from '../types.ts'

export const Authorize = defineCall({
  action: 'Authorize',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 §4.1',
  request: z.strictObject({
    idTag: CiString20,
  }),
  confirmation: z.strictObject({
    idTagInfo: IdTagInfo,
  }),
})

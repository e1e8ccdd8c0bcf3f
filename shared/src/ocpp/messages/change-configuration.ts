import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString50, CiString500 } from '../types.ts'

export const ChangeConfiguration = defineCall({
  action: 'ChangeConfiguration',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.3',
  request: z.strictObject({
    key: CiString50,
    value: CiString500,
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Rejected', 'RebootRequired', 'NotSupported']),
  }),
})

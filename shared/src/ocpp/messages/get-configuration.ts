import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString50, CiString500 } from '../types.ts'

/** `value` is left out for a key that may only be written. */
const KeyValue = z.strictObject({
  key: CiString50,
  readonly: z.boolean(),
  value: CiString500.optional(),
})

export const GetConfiguration = defineCall({
  action: 'GetConfiguration',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.8',
  request: z.strictObject({
    key: z.array(CiString50).optional(),
  }),
  confirmation: z.strictObject({
    configurationKey: z.array(KeyValue).optional(),
    unknownKey: z.array(CiString50).optional(),
  }),
})

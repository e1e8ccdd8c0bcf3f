import { z } from 'zod'
import { defineCall } from '../define-call.ts'

export const GetLocalListVersion = defineCall({
  action: 'GetLocalListVersion',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.10',
  request: z.strictObject({}),
  confirmation: z.strictObject({
    listVersion: z.int().meta({
      description: '0: the list is empty; -1: the charge point keeps none.',
    }),
  }),
})

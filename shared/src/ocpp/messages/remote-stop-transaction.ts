import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { AcceptedOrRejected, TransactionId } from '../types.ts'

export const RemoteStopTransaction = defineCall({
  action: 'RemoteStopTransaction',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.12',
  request: z.strictObject({
    transactionId: TransactionId,
  }),
  confirmation: z.strictObject({
    status: AcceptedOrRejected,
  }),
})

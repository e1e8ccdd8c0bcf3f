import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { AcceptedOrRejected } from '../types.ts'

export const CertificateSigned = defineCall({
  action: 'CertificateSigned',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 security whitepaper, edition 3: CertificateSigned',
  request: z.strictObject({
    certificateChain: z.string().max(10_000).meta({ description: 'PEM, the leaf first.' }),
  }),
  confirmation: z.strictObject({
    status: AcceptedOrRejected,
  }),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { AcceptedOrRejected } from '../types.ts'

export const SignCertificate = defineCall({
  action: 'SignCertificate',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 security whitepaper, edition 3: SignCertificate',
  request: z.strictObject({
    csr: z.string().max(5500).meta({ description: 'PEM, PKCS #10.' }),
  }),
  confirmation: z.strictObject({
    status: AcceptedOrRejected,
  }),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CertificateHashData } from '../types.ts'

export const DeleteCertificate = defineCall({
  action: 'DeleteCertificate',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 security whitepaper, edition 3: DeleteCertificate',
  request: z.strictObject({
    certificateHashData: CertificateHashData,
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Failed', 'NotFound']),
  }),
})

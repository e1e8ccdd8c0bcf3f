import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { Certificate, CertificateUse } from '../types.ts'

export const InstallCertificate = defineCall({
  action: 'InstallCertificate',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 security whitepaper, edition 3: InstallCertificate',
  request: z.strictObject({
    certificateType: CertificateUse,
    certificate: Certificate,
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Failed', 'Rejected']),
  }),
})

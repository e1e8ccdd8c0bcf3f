import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CertificateHashData, CertificateUse } from '../types.ts'

export const GetInstalledCertificateIds = defineCall({
  action: 'GetInstalledCertificateIds',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 security whitepaper, edition 3: GetInstalledCertificateIds',
  request: z.strictObject({
    certificateType: CertificateUse,
  }),
  confirmation: z.strictObject({
    certificateHashData: z.array(CertificateHashData).min(1).optional(),
    status: z.enum(['Accepted', 'NotFound']),
  }),
})

import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { Certificate, DateTime, Seconds } from '../types.ts'

/** `signingCertificate` is PEM; `signature` is that of the file at `location`, in base64. */
const Firmware = z.strictObject({
  location: z.string().max(512),
  retrieveDateTime: DateTime,
  installDateTime: DateTime.optional(),
  signingCertificate: Certificate,
  signature: z.string().max(800),
})

export const SignedUpdateFirmware = defineCall({
  action: 'SignedUpdateFirmware',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 security whitepaper, edition 3: SignedUpdateFirmware',
  request: z.strictObject({
    retries: z.int().optional(),
    retryInterval: Seconds.optional(),
    requestId: z.int(),
    firmware: Firmware,
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Rejected', 'AcceptedCanceled', 'InvalidCertificate', 'RevokedCertificate']),
  }),
})

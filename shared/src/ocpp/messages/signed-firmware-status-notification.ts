import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { FirmwareStatus } from '../types.ts'

const SignedFirmwareStatus = z.enum([
  ...FirmwareStatus.options,
  'DownloadScheduled',
  'DownloadPaused',
  'InstallRebooting',
  'InstallScheduled',
  'InstallVerificationFailed',
  'InvalidSignature',
  'SignatureVerified',
])

export const SignedFirmwareStatusNotification = defineCall({
  action: 'SignedFirmwareStatusNotification',
  sender: 'ChargePoint',
  spec: 'OCPP 1.6 security whitepaper, edition 3: SignedFirmwareStatusNotification',
  request: z.strictObject({
    status: SignedFirmwareStatus,
    requestId: z.int().optional(),
  }),
  confirmation: z.strictObject({}),
})

import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { rootCertificate, signed } from '../kit/certificates.ts'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import { booted, command, now, requireHistory, restarted } from '../kit/states.ts'

type RootUse = Request<'InstallCertificate'>['certificateType']
type SignedStatus = Request<'SignedFirmwareStatusNotification'>['status']

const accepted = { confirmation: { status: 'Accepted' }, outcome: 'accepted' } as const
const requestId = 4711

const certificateHashData = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: '1f'.repeat(32),
  issuerKeyHash: '2e'.repeat(32),
  serialNumber: '3d4c5b',
} as const

export const securityManagement: readonly ConformanceCase[] = [
  {
    id: 'TC_074_CSMS',
    title: 'sign certificate request accepted (RSA and ECDSA)',
    profile: 'Security',
    async run(bench) {
      await booted(bench)
      for (const kind of ['rsa', 'ecdsa'] as const) await signed(bench, kind)
    },
  },
  {
    id: 'TC_075_1_CSMS',
    title: 'install manufacturer root certificate',
    profile: 'Security',
    run: (bench) => installed(bench, 'ManufacturerRootCertificate'),
  },
  {
    id: 'TC_075_2_CSMS',
    title: 'install central system root certificate',
    profile: 'Security',
    run: (bench) => installed(bench, 'CentralSystemRootCertificate'),
  },
  {
    id: 'TC_076_CSMS',
    title: 'delete specific installed certificate',
    profile: 'Security',
    async run(bench) {
      await booted(bench)
      await listed(bench, 'CentralSystemRootCertificate')
      await command(bench, 'DeleteCertificate', { certificateHashData }, accepted)
    },
  },
  {
    id: 'TC_077_CSMS',
    title: 'invalid charge point certificate security event',
    profile: 'Security',
    async run(bench) {
      await booted(bench)
      await signed(bench, 'ecdsa', 'Rejected')
      await securityEvent(bench, 'InvalidChargePointCertificate')
    },
  },
  {
    id: 'TC_078_CSMS',
    title: 'invalid central system certificate security event',
    profile: 'Security',
    async run(bench) {
      await booted(bench)
      await install(bench, 'CentralSystemRootCertificate', 'Rejected')
      await securityEvent(bench, 'InvalidCentralSystemCertificate')
    },
  },
  {
    id: 'TC_079_CSMS',
    title: 'get security log',
    profile: 'Security',
    async run(bench) {
      const { chargePoint } = bench
      await booted(bench)
      const log = { remoteLocation: 'https://files.example/logs/' }
      const confirmation = { status: 'Accepted', filename: 'security.log' } as const
      const request = { logType: 'SecurityLog', requestId, log } as const
      await command(bench, 'GetLog', request, { confirmation, outcome: 'accepted' })
      const statuses = ['Uploading', 'Uploaded'] as const
      for (const status of statuses) await chargePoint.call('LogStatusNotification', { status, requestId })
      await requireHistory(bench, 'LogStatusNotification', 'status', statuses)
    },
  },
  {
    id: 'TC_080_CSMS',
    title: 'secure firmware update',
    profile: 'Security',
    async run(bench) {
      const before = [
        'Downloading',
        'Downloaded',
        'SignatureVerified',
        'Installing',
        'InstallRebooting',
      ] as const
      await signedUpdateAsked(bench)
      await tellFirmware(bench, before)
      await restarted(bench, { firmwareVersion: '2.0.0' })
      await tellFirmware(bench, ['Installed'])
      await securityEvent(bench, 'FirmwareUpdated')
      await requireFirmware(bench, [...before, 'Installed'])
    },
  },
  {
    id: 'TC_081_CSMS',
    title: 'secure firmware update invalid signature',
    profile: 'Security',
    async run(bench) {
      const statuses = ['Downloading', 'Downloaded', 'InvalidSignature'] as const
      await signedUpdateAsked(bench)
      await tellFirmware(bench, statuses)
      await securityEvent(bench, 'InvalidFirmwareSignature')
      await requireFirmware(bench, statuses)
    },
  },
]

async function installed(bench: Bench, certificateType: RootUse): Promise<void> {
  await booted(bench)
  await install(bench, certificateType, 'Accepted')
  await listed(bench, certificateType)
}

async function install(
  bench: Bench,
  certificateType: RootUse,
  status: Confirmation<'InstallCertificate'>['status'],
): Promise<void> {
  const request = { certificateType, certificate: await rootCertificate(bench) }
  const outcome = status === 'Accepted' ? 'accepted' : 'rejected'
  await command(bench, 'InstallCertificate', request, { confirmation: { status }, outcome })
}

/** The operator asks which certificates there are, and is told their hashes. */
function listed(bench: Bench, certificateType: RootUse): Promise<void> {
  return command(
    bench,
    'GetInstalledCertificateIds',
    { certificateType },
    {
      confirmation: { status: 'Accepted', certificateHashData: [certificateHashData] },
      outcome: 'accepted',
    },
  )
}

/** The charge point reports a security event, and the API shows it. */
async function securityEvent(bench: Bench, type: string): Promise<void> {
  await bench.chargePoint.call('SecurityEventNotification', { type, timestamp: now() })
  await requireHistory(bench, 'SecurityEventNotification', 'type', [type])
}

async function signedUpdateAsked(bench: Bench): Promise<void> {
  await booted(bench)
  const firmware = {
    location: 'https://files.example/firmware.bin',
    retrieveDateTime: now(),
    signingCertificate: await rootCertificate(bench),
    signature: Buffer.alloc(256, 7).toString('base64'),
  }
  await command(bench, 'SignedUpdateFirmware', { requestId, firmware }, accepted)
}

async function tellFirmware({ chargePoint }: Bench, statuses: readonly SignedStatus[]): Promise<void> {
  for (const status of statuses)
    await chargePoint.call('SignedFirmwareStatusNotification', { status, requestId })
}

function requireFirmware(bench: Bench, statuses: readonly SignedStatus[]): Promise<void> {
  return requireHistory(bench, 'SignedFirmwareStatusNotification', 'status', statuses)
}

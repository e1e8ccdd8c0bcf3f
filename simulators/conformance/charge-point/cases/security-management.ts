import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import {
  CertificateAuthority,
  hashDataOf,
  isSameHashData,
  signFirmware,
} from '../kit/certificate-authority.ts'
import { brokenImage, packedImage } from '../kit/firmware-images.ts'
import { bootedWithPassword } from '../kit/secured.ts'

type RootType = Request<'GetInstalledCertificateIds'>['certificateType']

const passwordProfile = { keys: { SecurityProfile: '1' } }
const requestId = 4711
/** An installation may start the charger anew. */
const installationMs = 30_000

export const securityManagement: readonly ConformanceCase[] = [
  {
    id: 'TC_075_1_CS',
    title: 'install certificate, ManufacturerRootCertificate',
    profile: 'Security',
    charger: passwordProfile,
    run: (bench) => installed(bench, 'ManufacturerRootCertificate'),
  },
  {
    id: 'TC_075_2_CS',
    title: 'install certificate, CentralSystemRootCertificate',
    profile: 'Security',
    charger: passwordProfile,
    run: (bench) => installed(bench, 'CentralSystemRootCertificate'),
  },
  {
    id: 'TC_076_CS',
    title: 'delete a specific certificate from the charge point',
    profile: 'Security',
    charger: passwordProfile,
    async run(bench) {
      const { central } = bench
      await bootedWithPassword(bench)
      const certificateType = 'CentralSystemRootCertificate'
      const kept = await install(bench, certificateType, 'A root that stays')
      const deleted = await install(bench, certificateType, 'A root that goes')
      const { hashAlgorithm } = firstOf(await list(bench, certificateType))
      const certificateHashData = await hashDataOf(deleted.certificate, hashAlgorithm)
      await central.callFor('DeleteCertificate', { certificateHashData }, 'Accepted')
      const left = await list(bench, certificateType)
      must(!(await holds(left, deleted)), 'the certificate that was deleted is still listed')
      must(await holds(left, kept), 'another certificate is gone as well')
      await central.callFor('DeleteCertificate', { certificateHashData }, 'NotFound')
    },
  },
  {
    id: 'TC_079_CS',
    title: 'get security log',
    profile: 'Security',
    charger: passwordProfile,
    async run(bench) {
      const { central, files } = bench
      await bootedWithPassword(bench)
      const log = { remoteLocation: files.url('/logs/') }
      await central.callFor(
        'GetLog',
        { logType: 'SecurityLog', requestId, retries: 1, retryInterval: 1, log },
        'Accepted',
      )
      await central.expectCall('LogStatusNotification', { status: 'Uploading', requestId })
      const { body } = await files.expectUpload()
      must(body.length > 0, 'the security log that came is empty')
      await central.expectCall('LogStatusNotification', { status: 'Uploaded', requestId })
    },
  },
  {
    id: 'TC_080_CS',
    title: 'secure firmware update',
    profile: 'Security',
    charger: passwordProfile,
    async run(bench) {
      const { central } = bench
      await bootedWithPassword(bench)
      await updateSigned(bench, packedImage())
      for (const status of ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing'] as const)
        await central.expectCall('SignedFirmwareStatusNotification', { status, requestId })
      // Whether the charger restarts for the new firmware, and tells so, is its own affair.
      await central.expectCall(
        'SignedFirmwareStatusNotification',
        { status: 'Installed', requestId },
        { where: ({ status }) => status !== 'InstallRebooting', within: installationMs },
      )
    },
  },
  {
    id: 'TC_081_CS',
    title: 'secure firmware update, invalid signature',
    profile: 'Security',
    charger: passwordProfile,
    async run(bench) {
      const { central } = bench
      await bootedWithPassword(bench)
      await updateSigned(bench, packedImage(), { signed: brokenImage })
      for (const status of ['Downloading', 'Downloaded'] as const)
        await central.expectCall('SignedFirmwareStatusNotification', { status, requestId })
      await central.expectBoth(
        ['SignedFirmwareStatusNotification', { status: 'InvalidSignature', requestId }],
        ['SecurityEventNotification', { type: 'InvalidFirmwareSignature' }],
      )
      await central.expectNone('SignedFirmwareStatusNotification')
    },
  },
]

async function installed(bench: Bench, certificateType: RootType): Promise<void> {
  await bootedWithPassword(bench)
  const authority = await install(bench, certificateType, 'A root')
  const found = await list(bench, certificateType)
  must(await holds(found, authority), 'the certificate that was installed is not listed by its hashes')
}

async function install(
  { central }: Bench,
  certificateType: RootType,
  name: string,
): Promise<CertificateAuthority> {
  const authority = await CertificateAuthority.create(name)
  await central.callFor('InstallCertificate', { certificateType, certificate: authority.pem }, 'Accepted')
  return authority
}

type Listed = NonNullable<Confirmation<'GetInstalledCertificateIds'>['certificateHashData']>

async function list({ central }: Bench, certificateType: RootType): Promise<Listed> {
  const { certificateHashData = [] } = await central.callFor(
    'GetInstalledCertificateIds',
    { certificateType },
    'Accepted',
  )
  return certificateHashData
}

async function holds(listed: Listed, { certificate }: CertificateAuthority): Promise<boolean> {
  for (const each of listed)
    if (isSameHashData(each, await hashDataOf(certificate, each.hashAlgorithm))) return true
  return false
}

function firstOf(listed: Listed): Listed[number] {
  const [first] = listed
  must(first !== undefined, 'GetInstalledCertificateIds.conf lists no certificate')
  return first
}

/** Offers an image with the signature of what was signed: of itself, or of something else. */
async function updateSigned(bench: Bench, image: Buffer, options: { signed?: Buffer } = {}): Promise<void> {
  const { central, files } = bench
  const manufacturer = await install(bench, 'ManufacturerRootCertificate', 'Manufacturer root')
  const signer = await manufacturer.issueFirmwareSigner()
  const firmware = {
    location: files.offer('/firmware.bin', image),
    retrieveDateTime: new Date().toISOString(),
    signingCertificate: signer.certificatePem,
    signature: signFirmware(options.signed ?? image, signer),
  }
  await central.callFor(
    'SignedUpdateFirmware',
    { requestId, retries: 1, retryInterval: 1, firmware },
    'Accepted',
  )
}

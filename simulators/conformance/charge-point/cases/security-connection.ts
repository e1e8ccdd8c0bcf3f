import { must } from '@colok/shared/testing/conformance/case-failure'
import type { ConformanceCase } from '../kit/bench.ts'
import { CertificateAuthority, plainSerial } from '../kit/certificate-authority.ts'
import {
  bootedWithClientCertificate,
  bootedWithPassword,
  bootedWithTls,
  factoryPassword,
  requestCertificate,
  serverOptions,
} from '../kit/secured.ts'

const passwordProfile = { keys: { SecurityProfile: '1' } }

export const securityConnection: readonly ConformanceCase[] = [
  {
    id: 'TC_073_CS',
    title: 'update charge point password for HTTP basic authentication',
    profile: 'Security',
    charger: passwordProfile,
    async run(bench) {
      const { central } = bench
      await bootedWithPassword(bench)
      for (const password of ['OCA_OCTT_admin_test', factoryPassword]) {
        // The key travels in hexadecimal, and is used for what it stands for.
        const value = Buffer.from(password).toString('hex').toUpperCase()
        central.admits = (handshake) => handshake.password?.toString() === password
        await central.callFor('ChangeConfiguration', { key: 'AuthorizationKey', value }, 'Accepted')
        await central.expectConnection()
        const { configurationKey = [] } = await central.call('GetConfiguration', {
          key: ['AuthorizationKey'],
        })
        must(!configurationKey[0]?.value, 'AuthorizationKey is told, and may only be written')
      }
    },
  },
  {
    id: 'TC_074_CS',
    title: 'update charge point certificate by request of central system',
    profile: 'Security',
    charger: passwordProfile,
    async run(bench) {
      const { central } = bench
      const authority = await bootedWithClientCertificate(bench)
      const certificate = await authority.signRequest(await requestCertificate(bench))
      const certificateChain = certificate.toString('pem')
      await central.callFor('CertificateSigned', { certificateChain }, 'Accepted')
      const { tls } = await central.expectConnection()
      const shown = tls?.getPeerX509Certificate()?.serialNumber ?? 'none'
      must(
        plainSerial(shown) === plainSerial(certificate.serialNumber),
        `the charger came back with certificate ${shown}, wanted ${certificate.serialNumber}`,
      )
    },
  },
  {
    id: 'TC_077_CS',
    title: 'invalid ChargePointCertificate security event',
    profile: 'Security',
    charger: passwordProfile,
    async run(bench) {
      const { central } = bench
      const authority = await bootedWithClientCertificate(bench)
      const foreign = await authority.signForeignKey(await requestCertificate(bench))
      await central.callFor('CertificateSigned', { certificateChain: foreign.toString('pem') }, 'Rejected')
      await central.expectCall(
        'SecurityEventNotification',
        {},
        { where: ({ type }) => type === 'InvalidChargePointCertificate' },
      )
    },
  },
  {
    id: 'TC_078_CS',
    title: 'invalid CentralSystemCertificate security event',
    profile: 'Security',
    charger: passwordProfile,
    async run(bench) {
      const { central } = bench
      const authority = await bootedWithTls(bench)
      central.doorway.cutAll()
      await central.expectConnection()
      const stranger = await CertificateAuthority.create('A root that nobody installed')
      central.doorway.secure(await serverOptions(stranger))
      central.doorway.cutAll()
      await central.expectRefusedTls()
      central.doorway.secure(await serverOptions(authority))
      await central.expectConnection()
      await central.expectCall(
        'SecurityEventNotification',
        {},
        { where: ({ type }) => type === 'InvalidCentralSystemCertificate' },
      )
    },
  },
]

import { connect, type TLSSocket } from 'node:tls'
import { must } from '@colok/shared/testing/conformance/case-failure'
import { rootCertificate, signed } from '../kit/certificates.ts'
import type { ConformanceCase } from '../kit/conformance-case.ts'
import type { Outcome } from '../kit/operator.ts'
import { answered, booted, command, restarted } from '../kit/states.ts'

const accepted = { confirmation: { status: 'Accepted' }, outcome: 'accepted' } as const
/** Long enough to be one, and nobody's. */
const wrongPassword = 'ab'.repeat(20)
const deadlineMs = 10_000

export const securityConnection: readonly ConformanceCase[] = [
  {
    id: 'TC_073_CSMS',
    title: 'update charge point password for http basic auth',
    profile: 'Security',
    async run(bench) {
      const { chargePoint, operator } = bench
      await booted(bench)
      const before = chargePoint.password
      await answered(bench.chargePoint, 'ChangeConfiguration', accepted, () =>
        operator.post<Outcome>(`/chargers/${chargePoint.id}/password`, {}),
      )
      const { value } = await chargePoint.expectCall('ChangeConfiguration', { key: 'AuthorizationKey' })
      // OCPP-J 1.6 §6.2 and the security whitepaper: 16 bytes at least, 20 at most, in hexadecimal digits.
      must(
        /^([0-9a-f]{2}){16,20}$/i.test(value),
        'the new AuthorizationKey is not 16 to 20 bytes in hexadecimal',
      )
      must(value !== before, 'the new AuthorizationKey is the old one')
      await chargePoint.disconnect()
      chargePoint.password = value
      await booted(bench)
      await chargePoint.disconnect()
      await chargePoint.expectRefusal(401, { password: before })
    },
  },
  {
    id: 'TC_083_CSMS',
    title: 'upgrade charge point security profile accepted',
    profile: 'Security',
    async run(bench) {
      const { chargePoint, operator } = bench
      await booted(bench)
      await answered(bench.chargePoint, 'ChangeConfiguration', accepted, () =>
        operator.post<Outcome>(`/chargers/${chargePoint.id}/security-profile`, { securityProfile: 2 }),
      )
      await chargePoint.expectCall('ChangeConfiguration', { key: 'SecurityProfile', value: '2' })
      await command(bench, 'Reset', { type: 'Hard' }, accepted)
      const ca = await rootCertificate(bench)
      await restarted(bench, { endpoint: operator.ocppUrls.tls, tls: { ca } })
      const { securityProfile } = await operator.charger()
      must(securityProfile === 2, `the API says that its security profile is ${securityProfile}`)
      await chargePoint.disconnect()
      await chargePoint.expectRefusal(403, {})
    },
  },
  {
    id: 'TC_085_CSMS',
    title: 'basic authentication valid credentials',
    profile: 'Security',
    async run(bench) {
      const { chargePoint } = bench
      await chargePoint.expectRefusal(401, { password: wrongPassword })
      await chargePoint.expectRefusal(401, { password: null })
      await booted(bench)
    },
  },
  {
    id: 'TC_086_CSMS',
    title: 'tls, server side certificate, valid certificate',
    profile: 'Security',
    async run(bench) {
      const { chargePoint, operator } = bench
      const ca = await rootCertificate(bench)
      const endpoint = operator.ocppUrls.tls
      await requireTls(endpoint, ca)
      await chargePoint.expectRefusal(401, { endpoint, tls: { ca }, password: wrongPassword })
      await booted(bench, { endpoint, tls: { ca } })
    },
  },
  {
    id: 'TC_087_CSMS',
    title: 'tls, client side certificate, valid certificate',
    profile: 'Security',
    async run(bench) {
      const { chargePoint, operator } = bench
      const ca = await rootCertificate(bench)
      await booted(bench)
      const credential = await signed(bench, 'ecdsa')
      await chargePoint.disconnect()
      const endpoint = operator.ocppUrls.mutualTls
      await chargePoint.expectRefusal('in the TLS handshake', { endpoint, tls: { ca } })
      await booted(bench, { endpoint, tls: { ca, ...credential }, password: null })
    },
  },
  {
    id: 'TC_088_CSMS',
    title: 'web socket subprotocol negotiation',
    profile: 'Security',
    async run(bench) {
      const { chargePoint } = bench
      const agreed = await chargePoint.connect({ protocols: ['ocpp2.0.1', 'ocpp1.6'] })
      must(agreed === 'ocpp1.6', `the subprotocol agreed on is ${agreed}, wanted ocpp1.6`)
      await chargePoint.disconnect()
      await booted(bench)
    },
  },
]

/** The listener shows a certificate that its root vouches for, over TLS 1.2 and 1.3 (security whitepaper: nothing older). */
async function requireTls(endpoint: string, ca: string): Promise<void> {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const shown = await handshake(endpoint, { ca, minVersion: version, maxVersion: version })
    must(shown === version, `the TLS handshake was to end in ${version}, and ended in ${shown}`)
  }
}

/** The version agreed on, or why there is none. */
function handshake(
  endpoint: string,
  options: { ca: string; minVersion: 'TLSv1.2' | 'TLSv1.3'; maxVersion: 'TLSv1.2' | 'TLSv1.3' },
): Promise<string> {
  const { hostname, port } = new URL(endpoint)
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({ ...options, host: hostname, port: Number(port) })
    socket.setTimeout(deadlineMs, () => socket.destroy(new Error('no answer')))
    socket.once('secureConnect', () => {
      resolve(socket.getProtocol() ?? 'nothing')
      socket.destroy()
    })
    socket.once('error', (error) => resolve(error.message))
  })
}

import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newSigningRequest } from '../../testing/signing-request.ts'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'

let system: TestCloud
let charger: RPCClient
beforeEach(async () => {
  system = await startTestCloud({ tls: true })
  charger = await system.connect()
})
afterEach(() => system.stop())

type Certificate = { serialNumber: string; state: string; chargePointId: string }

const root = async () => (await system.api<{ certificate: string }>('/certificates/root')).body.certificate
const certificates = async () => (await system.api<{ items: Certificate[] }>('/certificates')).body.items
const raise = (securityProfile: number) =>
  system.api('/chargers/CLK-0001/security-profile', { method: 'POST', body: { securityProfile } })
const profile = async () => {
  const { body } = await system.api<{ securityProfile: number }>('/chargers/CLK-0001')
  return body.securityProfile
}

/** The charger asks for a certificate and takes what it gets. */
const obtain = async (commonName = 'CLK-0001', kind: 'ecdsa' | 'rsa' = 'ecdsa') => {
  const signed = Promise.withResolvers<string>()
  charger.handle('CertificateSigned', async ({ params }) => {
    signed.resolve(String(params?.certificateChain))
    return { status: 'Accepted' }
  })
  const { csr, keyPem } = await newSigningRequest(commonName, kind)
  expect(await charger.call('SignCertificate', { csr })).toEqual({ status: 'Accepted' })
  const cert = await signed.promise
  await expect.poll(async () => (await certificates()).at(-1)?.state).toBe('accepted')
  return { cert, key: keyPem, ca: await root() }
}

test.each(['ecdsa', 'rsa'] as const)(
  'a request with an %s key is signed by our root, for a client only',
  async (kind) => {
    const { cert, ca } = await obtain('CLK-0001', kind)
    const certificate = new X509Certificate(cert)
    expect(certificate.verify(new X509Certificate(ca).publicKey)).toBe(true)
    expect(certificate.subject).toContain('CN=CLK-0001')
    expect(certificate.ca).toBe(false)
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    expect(await certificates()).toMatchObject([
      { chargePointId: 'CLK-0001', state: 'accepted', serialNumber: certificate.serialNumber.toLowerCase() },
    ])
  },
)

test('a request for another name, with a weak key, changed, or no request at all, is refused', async () => {
  const ask = async (csr: string) => charger.call('SignCertificate', { csr })
  const { csr } = await newSigningRequest('CLK-0002')
  expect(await ask(csr)).toEqual({ status: 'Rejected' })
  expect(await ask((await newSigningRequest('CLK-0001', 'weakRsa')).csr)).toEqual({ status: 'Rejected' })
  expect(await ask('-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----')).toEqual({
    status: 'Rejected',
  })
  const sound = (await newSigningRequest('CLK-0001')).csr
  const der = Buffer.from(sound.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  der[der.length - 3]! ^= 0xff
  const changed = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`
  expect(await ask(changed)).toEqual({ status: 'Rejected' })
  expect(await certificates()).toEqual([])
})

test('a charger is known by its serial number too', async () => {
  await charger.call('BootNotification', {
    chargePointVendor: 'Maker',
    chargePointModel: 'Two',
    chargePointSerialNumber: 'SN-77',
  })
  const { cert } = await obtain('SN-77')
  expect(new X509Certificate(cert).subject).toContain('CN=SN-77')
})

test('by TLS a charger comes with its password, and sees a certificate of our root', async () => {
  const ca = await root()
  const overTls = await system.connect('CLK-0001', { listener: 'tls', tls: { ca } })
  expect(await overTls.call('Heartbeat', {})).toMatchObject({ currentTime: expect.any(String) })
  await expect(
    system.connect('CLK-0001', { listener: 'tls', tls: { ca }, password: 'wrong' }),
  ).rejects.toThrow()
})

test('by mutual TLS a charger comes with its certificate and nobody else’s', async () => {
  const tls = await obtain()
  const mine = await system.connect('CLK-0001', { listener: 'mutualTls', tls, password: null })
  expect(await mine.call('Heartbeat', {})).toMatchObject({ currentTime: expect.any(String) })
  const { ca } = tls
  await expect(system.connect('CLK-0002', { listener: 'mutualTls', tls, password: null })).rejects.toThrow(
    'Unauthorized',
  )
  await expect(system.connect('CLK-0001', { listener: 'mutualTls', tls: { ca } })).rejects.toThrow()
})

test('a revoked certificate opens nothing', async () => {
  const tls = await obtain()
  const [{ serialNumber } = { serialNumber: '' }] = await certificates()
  const revoke = () => system.api(`/certificates/${serialNumber}/revocation`, { method: 'POST' })
  expect((await revoke()).status).toBe(200)
  expect((await revoke()).status).toBe(404)
  await expect(system.connect('CLK-0001', { listener: 'mutualTls', tls, password: null })).rejects.toThrow(
    'Unauthorized',
  )
})

test('a raised profile counts from the first connection by it; until then the charger may fall back', async () => {
  const told: unknown[] = []
  charger.handle('ChangeConfiguration', async ({ params }) => {
    told.push(params)
    return { status: 'Accepted' }
  })
  expect(await raise(2)).toMatchObject({ status: 200, body: { outcome: 'accepted' } })
  expect(told).toEqual([{ key: 'SecurityProfile', value: '2' }])
  const fallenBack = await system.connect()
  expect(await profile()).toBe(1)
  await system.connect('CLK-0001', { listener: 'tls', tls: { ca: await root() } })
  expect(await profile()).toBe(2)
  await expect(system.connect()).rejects.toThrow('Forbidden')
  expect(fallenBack.state).not.toBe(1)
})

test('a profile is never lowered, nor raised to what nobody serves or the charger cannot do', async () => {
  expect((await raise(1)).status).toBe(409)
  expect(await raise(3)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('certificate') },
  })
  await obtain()
  charger.handle('ChangeConfiguration', async () => ({ status: 'Rejected' }))
  expect(await raise(3)).toMatchObject({ body: { outcome: 'rejected' } })
  await system.connect('CLK-0001', { listener: 'tls', tls: { ca: await root() } })
  expect(await profile()).toBe(1)
})

test('a handshake that fails is logged and harms nobody', async () => {
  const socket = connect(system.tls.tlsPort ?? 0, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('GET / HTTP/1.1\r\n\r\n')
  await once(socket, 'close')
  await expect.poll(() => system.logged.some(({ msg }) => msg === 'a TLS handshake failed')).toBe(true)
  expect(await charger.call('Heartbeat', {})).toMatchObject({ currentTime: expect.any(String) })
})

import 'reflect-metadata'
import { constants, createHash, KeyObject, verify } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:tls'
import { Pkcs10CertificateRequest, Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CentralSystem } from './central-system.ts'
import {
  CertificateAuthority,
  hashDataOf,
  isSameHashData,
  plainSerial,
  signFirmware,
} from './certificate-authority.ts'
import { serverOptions } from './secured.ts'

const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

const central = new CentralSystem()
beforeEach(() => central.start())
afterEach(() => central.stop())

const port = () => Number(new URL(central.url()).port)

test('a client that trusts the root takes the server, one that does not hangs up, and is counted', async () => {
  const authority = await CertificateAuthority.create('Root')
  central.doorway.secure(await serverOptions(authority))
  const trusting = connect({ port: port(), host: '127.0.0.1', ca: authority.pem })
  await once(trusting, 'secureConnect')
  expect(trusting.authorized).toBe(true)
  trusting.destroy()
  const stranger = await CertificateAuthority.create('Another root')
  const refused = central.expectRefusedTls()
  const doubting = connect({ port: port(), host: '127.0.0.1', ca: stranger.pem })
  const [error] = await once(doubting, 'error')
  expect(String(error)).toMatch(/verify|signature|certificate/)
  await refused
})

test('a charger with a certificate of its own is known by it, on the port where it spoke without', async () => {
  const authority = await CertificateAuthority.create('Root')
  const { keys, csrPem } = await requester()
  const own = await authority.signRequest(csrPem)
  central.doorway.secure({
    ...(await serverOptions(authority)),
    ca: authority.pem,
    requestCert: true,
    rejectUnauthorized: true,
  })
  const chargePoint = new RPCClient({
    endpoint: central.url({ scheme: 'wss' }).replace(/\/[^/]+$/, ''),
    identity: 'CP-CONFORMANCE-1',
    protocols: ['ocpp1.6'],
    reconnect: false,
    wsOpts: { ca: authority.pem, cert: own.toString('pem'), key: pemOf(keys.privateKey) },
  } as ConstructorParameters<typeof RPCClient>[0])
  await chargePoint.connect()
  const { tls } = await central.expectConnection()
  const shown = tls?.getPeerX509Certificate()?.serialNumber ?? ''
  expect(plainSerial(shown)).toBe(plainSerial(own.serialNumber))
  await chargePoint.close({ force: true })
})

test('a certificate for a signing request proves its owner, one for another key does not', async () => {
  const { csrPem } = await requester()
  const request = new Pkcs10CertificateRequest(csrPem)
  const authority = await CertificateAuthority.create('Root')
  const own = await authority.signRequest(csrPem)
  const foreign = await authority.signForeignKey(csrPem)
  expect(own.subject).toBe('CN=CP-1, O=Conformance CPO')
  expect(await own.verify({ publicKey: authority.certificate.publicKey })).toBe(true)
  expect(Buffer.from(own.publicKey.rawData)).toEqual(Buffer.from(request.publicKey.rawData))
  expect(Buffer.from(foreign.publicKey.rawData)).not.toEqual(Buffer.from(request.publicKey.rawData))
})

test('the hashes of a root are those of its name, of its key without tag and length, and its serial number', async () => {
  const { certificate } = await CertificateAuthority.create('Root')
  const data = await hashDataOf(certificate, 'SHA256')
  const name = Buffer.from(certificate.issuerName.toArrayBuffer())
  // The point of a P-256 key is the last 65 bytes of its SubjectPublicKeyInfo (RFC 5480 §2.2).
  const point = Buffer.from(certificate.publicKey.rawData).subarray(-65)
  expect(data.issuerNameHash).toBe(sha256(name))
  expect(data.issuerKeyHash).toBe(sha256(point))
  expect(isSameHashData(data, { ...data, serialNumber: `00${data.serialNumber.toUpperCase()}` })).toBe(true)
  expect(isSameHashData(data, { ...data, issuerKeyHash: data.issuerNameHash })).toBe(false)
})

test('a signature of firmware holds for that firmware alone', async () => {
  const signer = await (await CertificateAuthority.create('Root')).issueFirmwareSigner()
  const image = Buffer.from('firmware')
  const signature = Buffer.from(signFirmware(image, signer), 'base64')
  const key = { key: signer.certificatePem, padding: constants.RSA_PKCS1_PSS_PADDING }
  expect(verify('sha256', image, key, signature)).toBe(true)
  expect(verify('sha256', Buffer.from('firmwarE'), key, signature)).toBe(false)
})

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A charger that asks for a certificate. */
async function requester(): Promise<{ keys: CryptoKeyPair; csrPem: string }> {
  const keys = (await crypto.subtle.generateKey(p256, true, ['sign', 'verify'])) as CryptoKeyPair
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=CP-1, O=Conformance CPO',
    keys,
    signingAlgorithm: p256,
  })
  return { keys, csrPem: request.toString('pem') }
}

function pemOf(key: CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
}

import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { CertificateAuthority } from '../testing/certificate-authority.ts'
import type { Identity } from './key-store.ts'
import { handshakeEvent, tlsOptions } from './tls-options.ts'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

/** A central system that shows this certificate; gives back its port and whom it has let in. */
async function centralSystem(options: TlsOptions): Promise<{ port: number; seen: (string | undefined)[] }> {
  const seen: (string | undefined)[] = []
  const server = createServer(options, (socket) => {
    seen.push(socket.getPeerX509Certificate()?.subject)
    socket.end('welcome')
  })
  server.on('tlsClientError', () => {})
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, seen }
}

async function dial(
  port: number,
  roots: readonly CertificateAuthority[],
  identity?: Identity,
): Promise<TLSSocket> {
  const trusted = roots.map(({ pem }) => new X509Certificate(pem))
  const socket = connect({ port, host: '127.0.0.1', ...tlsOptions({ roots: trusted, identity }) })
  // In TLS 1.3 a server refuses a client's certificate after the client's side of the handshake is done.
  socket.resume()
  await once(socket, 'end')
  return socket
}

/** The security event that a connection ends in; throws when it does not fail. */
async function eventOf(dialled: Promise<unknown>): Promise<string | undefined> {
  try {
    await dialled
  } catch (cause) {
    return handshakeEvent(cause)
  }
  throw new Error('the connection was made')
}

const serverOf = async (
  authority: CertificateAuthority,
  options: Parameters<CertificateAuthority['issue']>[0] = {},
) => {
  const { pem, keyPem } = await authority.issue({ name: 'Central system', usage: 'server', ...options })
  return { cert: pem, key: keyPem }
}

describe('TLS to the central system', () => {
  test('is made with a certificate that leads to an installed root', async () => {
    const root = await CertificateAuthority.create('Root')
    const { port } = await centralSystem(await serverOf(root))
    const socket = await dial(port, [await CertificateAuthority.create('Other'), root])
    expect(socket.authorized).toBe(true)
  })

  test('shows the certificate of this charger where it has one (profile 3)', async () => {
    const root = await CertificateAuthority.create('Root')
    const { port, seen } = await centralSystem({
      ...(await serverOf(root)),
      ca: root.pem,
      requestCert: true,
      rejectUnauthorized: true,
    })
    const { pem, keyPem } = await root.issue({ name: 'CLK-0001' })
    await dial(port, [root], { chainPem: pem, keyPem })
    expect(seen).toEqual(['CN=CLK-0001'])
    await expect(dial(port, [root])).rejects.toThrow()
  })

  test.each([
    ['that leads to a stranger', { keys: 'ec' }, true],
    ['that is over', { notAfter: Date.now() - 60_000 }, false],
    ['for another name', { usage: 'client' }, false],
  ] as const)(
    'is refused for a certificate %s, and that is a security event',
    async (_, options, byStranger) => {
      const root = await CertificateAuthority.create('Root')
      const issuer = byStranger ? await CertificateAuthority.create('Root') : root
      const { port } = await centralSystem(await serverOf(issuer, options))
      expect(await eventOf(dial(port, [root]))).toBe('InvalidCentralSystemCertificate')
    },
  )

  test('while no root is installed trusts those that Node brings, so not a certificate of its own making', async () => {
    const root = await CertificateAuthority.create('Root')
    const { port } = await centralSystem(await serverOf(root))
    expect(await eventOf(dial(port, []))).toBe('InvalidCentralSystemCertificate')
  })

  test('is refused for TLS 1.1', async () => {
    const root = await CertificateAuthority.create('Root')
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    const { port } = await centralSystem({ ...(await serverOf(root)), ...old })
    expect(await eventOf(dial(port, [root]))).toBe('InvalidTLSVersion')
  })

  test('is refused for a suite that is not among those of the whitepaper', async () => {
    const root = await CertificateAuthority.create('Root')
    const suite = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' } as const
    const { port } = await centralSystem({ ...(await serverOf(root)), ...suite })
    expect(await eventOf(dial(port, [root]))).toBe('InvalidTLSCipherSuite')
  })
})

test('a network that fails is no security event', () => {
  for (const code of ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND'])
    expect(handshakeEvent(Object.assign(new Error(code), { code }))).toBeUndefined()
  expect(handshakeEvent('no error at all')).toBeUndefined()
})

import 'reflect-metadata'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pkcs10CertificateRequest } from '@peculiar/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PrivateFileError } from '../store/private-file.ts'
import { CertificateAuthority } from '../testing/certificate-authority.ts'
import { KeyStore } from './key-store.ts'

const now = Date.UTC(2026, 10, 23)
const year = 365 * 86_400_000
const subject = { commonName: 'CLK-0001', organisation: 'Colok, PT "Bali" + Co' }

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-keys-'))
  path = join(folder, 'keys.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const authority = (
  name: string,
  options: { by?: CertificateAuthority; pathLength?: number; entitled?: boolean } = {},
) => CertificateAuthority.create(name, { now, ...options })

function signed(
  store: KeyStore,
  certificateChain: string,
  roots: readonly CertificateAuthority[] = [],
  maxChainSize = 10_000,
) {
  const bounds = { maxChainSize, roots: roots.map(({ pem }) => new X509Certificate(pem)), now }
  return store.certificateSigned({ certificateChain }, bounds)
}

describe('a signing request', () => {
  test.each([
    ['ec-p256', 'ec', 256],
    ['rsa-3072', 'rsa', 3_072],
  ] as const)(
    'for %s is signed by its own key, and names charger and operator',
    async (keyKind, type, bits) => {
      const { csr } = await new KeyStore(path).requestCertificate({ ...subject, keyKind })
      expect(csr).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/)
      expect(csr.length).toBeLessThanOrEqual(5_500)
      const request = new Pkcs10CertificateRequest(csr)
      expect(await request.verify()).toBe(true)
      expect(request.subjectName.getField('CN')).toEqual(['CLK-0001'])
      expect(request.subjectName.getField('O')).toEqual([subject.organisation])
      const { algorithm } = request.publicKey
      expect(algorithm).toMatchObject(type === 'ec' ? { namedCurve: `P-${bits}` } : { modulusLength: bits })
    },
  )

  test('has no organisation while CpoName is empty', async () => {
    const { csr } = await new KeyStore(path).requestCertificate({ ...subject, organisation: '' })
    expect(new Pkcs10CertificateRequest(csr).subject).toBe('CN=CLK-0001')
  })

  test.each(['a\\b', '"', '#a', ' a ', 'a=b;c', 'Ünïcødé'])(
    'names the operator %j as it is',
    async (organisation) => {
      const { csr } = await new KeyStore(path).requestCertificate({ ...subject, organisation })
      expect(new Pkcs10CertificateRequest(csr).subjectName.getField('O')).toEqual([organisation])
    },
  )

  test('keeps its key for this user alone', async () => {
    await new KeyStore(path).requestCertificate(subject)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})

describe('CertificateSigned', () => {
  test('makes the certificate and its key the identity, also after a restart', async () => {
    const root = await authority('Root')
    const { csr } = await new KeyStore(path).requestCertificate(subject)
    const chain = await root.sign(csr)
    // The power went while the central system signed.
    const store = new KeyStore(path)
    expect(await signed(store, chain, [root])).toEqual({ status: 'Accepted' })
    for (const each of [store, new KeyStore(path)]) {
      const identity = each.identity!
      expect(new X509Certificate(identity.chainPem).checkPrivateKey(createPrivateKey(identity.keyPem))).toBe(
        true,
      )
    }
  })

  test('takes a chain that leads to an installed root by way of another authority', async () => {
    const root = await authority('Root')
    const below = await authority('Below', { by: root })
    const store = new KeyStore(path)
    const chain = async () =>
      `${await below.sign((await store.requestCertificate(subject)).csr)}\n${below.pem}`
    expect(await signed(store, await chain(), [root])).toEqual({ status: 'Accepted' })
    expect(await signed(store, `${await chain()}\n${root.pem}`, [root])).toEqual({ status: 'Accepted' })
    expect(await signed(store, await chain(), [await authority('Stranger'), root])).toEqual({
      status: 'Accepted',
    })
  })

  test('without an installed root takes what is sound in itself', async () => {
    const root = await authority('Root')
    const store = new KeyStore(path)
    const { csr } = await store.requestCertificate(subject)
    expect(await signed(store, await root.sign(csr))).toEqual({ status: 'Accepted' })
  })

  test('is rejected where nothing was asked for', async () => {
    const root = await authority('Root')
    expect(await signed(new KeyStore(path), (await root.issue()).pem, [root])).toMatchObject({
      status: 'Rejected',
      problem: expect.stringMatching(/no certificate was asked for/),
    })
  })

  test.each<[string, RegExp, (csr: string, root: CertificateAuthority) => Promise<string> | string]>([
    ['no certificate', /no certificate in PEM/, () => 'nothing'],
    ['what is not X.509', /no X.509/, () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['another key (TC_077)', /not for the key/, async (_, root) => (await root.issue()).pem],
    [
      'one that is over',
      /not valid after/,
      (csr, root) => root.sign(csr, { notBefore: now - year, notAfter: now - 1 }),
    ],
    [
      'one of the future',
      /not valid before/,
      (csr, root) => root.sign(csr, { notBefore: now + year, notAfter: now + 2 * year }),
    ],
    ['one for servers', /not for a client/, (csr, root) => root.sign(csr, { usage: 'server' })],
    [
      'a stranger',
      /does not lead to an installed root/,
      async (csr) => (await authority('Stranger')).sign(csr),
    ],
    [
      'a namesake of the root',
      /does not lead to an installed root/,
      async (csr) => (await authority('Root')).sign(csr),
    ],
    [
      'a chain with a gap',
      /is not signed by/,
      async (csr, root) => {
        const below = await authority('Below', { by: root })
        return `${await (await authority('Other', { by: below })).sign(csr)}\n${below.pem}`
      },
    ],
    [
      'a leaf that plays authority',
      /is not signed by/,
      async (csr, root) => {
        const leaf = await authority('Leaf', { by: root, entitled: false })
        return `${await leaf.sign(csr)}\n${leaf.pem}`
      },
    ],
    [
      'an authority below one that may have none',
      /may not have so many/,
      async (csr, root) => {
        const last = await authority('Last', { by: root, pathLength: 0 })
        const beyond = await authority('Beyond', { by: last })
        return `${await beyond.sign(csr)}\n${beyond.pem}\n${last.pem}`
      },
    ],
    [
      'a chain without end',
      /at most 4/,
      async (csr, root) => `${await root.sign(csr)}\n${root.pem.concat('\n').repeat(4)}`,
    ],
  ])('is rejected for %s, and the key goes on waiting', async (_, problem, chainFor) => {
    const root = await authority('Root')
    const store = new KeyStore(path)
    const { csr } = await store.requestCertificate(subject)
    expect(await signed(store, await chainFor(csr, root), [root])).toEqual({
      status: 'Rejected',
      problem: expect.stringMatching(problem),
    })
    expect(store.identity).toBeUndefined()
    expect(await signed(store, await root.sign(csr), [root])).toEqual({ status: 'Accepted' })
  })

  test('is rejected for a chain longer than CertificateSignedMaxChainSize', async () => {
    const root = await authority('Root')
    const store = new KeyStore(path)
    const chain = await root.sign((await store.requestCertificate(subject)).csr)
    expect(await signed(store, chain, [root], chain.length - 1)).toMatchObject({ status: 'Rejected' })
    expect(await signed(store, chain, [root], chain.length)).toEqual({ status: 'Accepted' })
  })
})

test('a certificate that opens no door gives way to the one before it, once', async () => {
  const root = await authority('Root')
  const store = new KeyStore(path)
  for (const _ of [1, 2, 3])
    await signed(store, await root.sign((await store.requestCertificate(subject)).csr), [root])
  const newest = store.identity
  expect(store.fallBack()).toBe(true)
  expect(store.identity).not.toEqual(newest)
  const previous = store.identity
  expect(store.fallBack()).toBe(false)
  expect(new KeyStore(path).identity).toEqual(previous)
})

test('keys that cannot be read are said to be so, not made anew', () => {
  writeFileSync(path, '{"identities":[')
  expect(() => new KeyStore(path)).toThrow(PrivateFileError)
})

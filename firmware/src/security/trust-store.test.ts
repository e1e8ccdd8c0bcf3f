import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PrivateFileError } from '../store/private-file.ts'
import { CertificateAuthority } from '../testing/certificate-authority.ts'
import { hashDataOf, isSameHashData } from './hash-data.ts'
import { TrustStore } from './trust-store.ts'

const now = Date.UTC(2026, 10, 23)
const year = 365 * 86_400_000
const ofCentralSystem = 'CentralSystemRootCertificate'
const ofManufacturer = 'ManufacturerRootCertificate'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-trust-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (bounds: { maxRoots?: number; mustBeSignedByTheLast?: boolean } = {}) =>
  new TrustStore(join(folder, 'security', 'roots.json'), {
    maxRoots: 4,
    mustBeSignedByTheLast: false,
    ...bounds,
  })

const authority = (name: string, by?: CertificateAuthority) =>
  CertificateAuthority.create(name, by === undefined ? { now } : { now, by })

const namesOf = (store: TrustStore) => store.roots(ofCentralSystem).map(({ subject }) => subject)

async function hashesOf(pem: string, algorithm: 'SHA256' | 'SHA384' | 'SHA512' = 'SHA256') {
  const certificate = new X509Certificate(pem)
  return hashDataOf(certificate, certificate.publicKey, algorithm)
}

describe('InstallCertificate', () => {
  test('keeps roots of both kinds apart, over a restart, for this user alone', async () => {
    const [one, two] = [await authority('One'), await authority('Two')]
    const store = open()
    expect(store.install({ certificateType: ofCentralSystem, certificate: one.pem }, now)).toEqual({
      status: 'Accepted',
    })
    expect(store.install({ certificateType: ofManufacturer, certificate: two.pem }, now)).toEqual({
      status: 'Accepted',
    })
    for (const each of [store, open()]) {
      expect(namesOf(each)).toEqual(['CN=One'])
      expect(each.roots(ofManufacturer).map(({ subject }) => subject)).toEqual(['CN=Two'])
    }
    expect(statSync(join(folder, 'security', 'roots.json')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'security')).mode & 0o777).toBe(0o700)
  })

  test('of one that is there already changes nothing', async () => {
    const one = await authority('One')
    const store = open({ maxRoots: 1 })
    const request = { certificateType: ofCentralSystem, certificate: one.pem } as const
    expect([store.install(request, now), store.install(request, now)]).toEqual([
      { status: 'Accepted' },
      { status: 'Accepted' },
    ])
    expect(namesOf(store)).toEqual(['CN=One'])
  })

  test('takes an authority that an installed root has signed', async () => {
    const root = await authority('Root')
    const below = await authority('Below', root)
    const store = open()
    const install = (certificate: string) =>
      store.install({ certificateType: ofCentralSystem, certificate }, now)
    expect(install(below.pem)).toMatchObject({
      status: 'Rejected',
      problem: expect.stringMatching(/neither by itself/),
    })
    expect([install(root.pem).status, install(below.pem).status]).toEqual(['Accepted', 'Accepted'])
  })

  test('is rejected for what is no root', async () => {
    const root = await authority('Root')
    const over = await CertificateAuthority.create('Over', { now: now - year })
    const early = await CertificateAuthority.create('Early', { now: now + year })
    const { pem: leaf } = await root.issue()
    const broken = root.pem.replace(/[A-Za-z]{8}/, 'AAAAAAAA')
    const install = (certificate: string, at: number | 'unknown' = now) =>
      open().install({ certificateType: ofCentralSystem, certificate }, at === 'unknown' ? undefined : at)
    for (const certificate of ['', 'no PEM', leaf, over.pem, early.pem, root.pem + over.pem, broken])
      expect(install(certificate).status).toBe('Rejected')
    // While the calendar is not known, nobody can say that it is over.
    expect(install(over.pem, 'unknown').status).toBe('Accepted')
  })

  test('is rejected when there are too many, and has failed when the disk does not take it', async () => {
    const store = open({ maxRoots: 1 })
    const install = (certificate: string) =>
      store.install({ certificateType: ofCentralSystem, certificate }, now)
    expect(install((await authority('One')).pem).status).toBe('Accepted')
    expect(install((await authority('Two')).pem)).toMatchObject({
      status: 'Rejected',
      problem: expect.stringMatching(/no more/),
    })
    writeFileSync(join(folder, 'file'), '')
    const nowhere = new TrustStore(join(folder, 'roots.json'), { maxRoots: 1, mustBeSignedByTheLast: false })
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    expect(
      nowhere.install({ certificateType: ofCentralSystem, certificate: (await authority('One')).pem }, now),
    ).toMatchObject({
      status: 'Failed',
      problem: expect.stringMatching(/cannot be written/),
    })
    expect(namesOf(nowhere)).toEqual([])
  })

  test('under AdditionalRootCertificateCheck takes only what the last one signed, which stays as the way back', async () => {
    const first = await authority('First')
    const second = await authority('Second', first)
    const third = await authority('Third', second)
    const stranger = await authority('Stranger')
    const store = open({ mustBeSignedByTheLast: true })
    const install = (each: CertificateAuthority) =>
      store.install({ certificateType: ofCentralSystem, certificate: each.pem }, now).status
    expect([first, stranger, second, third].map(install)).toEqual([
      'Accepted',
      'Rejected',
      'Accepted',
      'Accepted',
    ])
    expect(namesOf(store)).toEqual(['CN=Second', 'CN=Third'])
    expect((await store.list({ certificateType: ofCentralSystem })).certificateHashData).toHaveLength(2)
  })
})

describe('GetInstalledCertificateIds', () => {
  test('names roots as OCSP does', async () => {
    const store = open()
    expect(await store.list({ certificateType: ofCentralSystem })).toEqual({ status: 'NotFound' })
    store.install({ certificateType: ofCentralSystem, certificate: knownRoot }, undefined)
    // Worked out apart, from the offsets that `openssl asn1parse` gives.
    expect(await store.list({ certificateType: ofCentralSystem })).toEqual({
      status: 'Accepted',
      certificateHashData: [
        {
          hashAlgorithm: 'SHA256',
          issuerNameHash: '4ef355e34348b1ff307dbb3bbb943a272b51c1ff7f55df1bcde330c6101e8d48',
          issuerKeyHash: '0b5c06b6e6fa1919aff2e1007fff7448c59b8cb3b350dd47150ca0f057ef83dd',
          serialNumber: 'a1b2c3d4e5f60718',
        },
      ],
    })
  })
})

describe('DeleteCertificate', () => {
  test.each(['SHA256', 'SHA384', 'SHA512'] as const)(
    'finds a root by %s, whatever the case of its hexadecimal',
    async (algorithm) => {
      const [kept, gone] = [await authority('Kept'), await authority('Gone')]
      const store = open()
      for (const { pem } of [kept, gone])
        store.install({ certificateType: ofCentralSystem, certificate: pem }, now)
      const { issuerNameHash, issuerKeyHash, serialNumber } = await hashesOf(gone.pem, algorithm)
      const certificateHashData = {
        hashAlgorithm: algorithm,
        issuerNameHash: issuerNameHash.toUpperCase(),
        issuerKeyHash: issuerKeyHash.toUpperCase(),
        serialNumber: `00${serialNumber.toUpperCase()}`,
      }
      const remove = () => store.remove({ certificateHashData }, () => false)
      expect([await remove(), await remove()]).toEqual([{ status: 'Accepted' }, { status: 'NotFound' }])
      expect(namesOf(open())).toEqual(['CN=Kept'])
    },
  )

  test('does not take away the only way to the central system', async () => {
    const one = await authority('One')
    const store = open()
    store.install({ certificateType: ofCentralSystem, certificate: one.pem }, now)
    const certificateHashData = await hashesOf(one.pem)
    expect(await store.remove({ certificateHashData }, ({ subject }) => subject === 'CN=One')).toMatchObject({
      status: 'Failed',
    })
    expect(namesOf(store)).toEqual(['CN=One'])
  })
})

test('a store that cannot be read is said to be so, not taken for empty', () => {
  const path = join(folder, 'roots.json')
  writeFileSync(path, '[{"use":')
  expect(() => new TrustStore(path, { maxRoots: 4, mustBeSignedByTheLast: false })).toThrow(PrivateFileError)
  expect(readFileSync(path, 'utf8')).toBe('[{"use":')
})

test('certificates of the same name and another key are told apart', async () => {
  const [one, two] = [await authority('Same'), await authority('Same')]
  expect(isSameHashData(await hashesOf(one.pem), await hashesOf(two.pem))).toBe(false)
})

const knownRoot = `-----BEGIN CERTIFICATE-----
MIIBsDCCAVagAwIBAgIJAKGyw9Tl9gcYMAoGCCqGSM49BAMCMDIxCzAJBgNVBAYT
AklEMQ4wDAYDVQQKDAVDb2xvazETMBEGA1UEAwwKS25vd24gcm9vdDAgFw0yNjEx
MjMwNTI3MTdaGA8yMTI2MTAzMDA1MjcxN1owMjELMAkGA1UEBhMCSUQxDjAMBgNV
BAoMBUNvbG9rMRMwEQYDVQQDDApLbm93biByb290MFkwEwYHKoZIzj0CAQYIKoZI
zj0DAQcDQgAERlKGlLvtWXKJ5t74VvHSqGG/YrgaHOpFdeq6aufSXs9tsqd4AsCZ
qce5GeV+bkD3rz+doYToWhr8EwolZ4w3DqNTMFEwHQYDVR0OBBYEFGVm6mE5dRd6
b+MBfvKVq7p1LLQDMB8GA1UdIwQYMBaAFGVm6mE5dRd6b+MBfvKVq7p1LLQDMA8G
A1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAMzsWluLH/yzdzyKkHHt
uPDqrLcsOTk0mkNhdGibQwU4AiAvAh4c7jZoi/AScoI1QPH3LcueYAstwpT5rro7
6+H6dg==
-----END CERTIFICATE-----`

import { constants, createSign, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CertificateAuthority, type Credential } from '../testing/certificate-authority.ts'
import { CertificateError } from './certificates.ts'
import { isSignedBy, readSigningCertificate } from './firmware-signature.ts'
import { Revocations } from './revocations.ts'

const now = Date.UTC(2026, 10, 23)
const firmware = Buffer.from('a new firmware '.repeat(10_000))

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-signature-'))
  path = join(folder, 'firmware.tar.gz')
  writeFileSync(path, firmware)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const pss = (saltLength: number) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
const sign = ({ keyPem }: Credential, how: object = {}, content = firmware) =>
  createSign('sha256')
    .update(content)
    .sign({ key: keyPem, ...how }, 'base64')

describe('the signature of a firmware', () => {
  test.each([
    ['RSA-PSS with a salt as long as the digest', 'rsa-2048', pss(constants.RSA_PSS_SALTLEN_DIGEST)],
    ['RSA-PSS with the longest salt', 'rsa-2048', pss(constants.RSA_PSS_SALTLEN_MAX_SIGN)],
    ['ECDSA in DER', 'ec', {}],
    ['ECDSA as two numbers in a row', 'ec', { dsaEncoding: 'ieee-p1363' }],
  ] as const)('holds by %s', async (_, keys, how) => {
    const signer = await (await CertificateAuthority.create('Manufacturer', { now })).issue({
      keys,
      usage: 'none',
    })
    const certificate = new X509Certificate(signer.pem)
    const signature = sign(signer, how)
    expect(await isSignedBy(path, certificate, signature)).toBe(true)
    expect(await isSignedBy(path, certificate, sign(signer, how, Buffer.from('another')))).toBe(false)
    writeFileSync(path, Buffer.concat([firmware, Buffer.from([0])]))
    expect(await isSignedBy(path, certificate, signature)).toBe(false)
  })

  test('does not hold by the older padding of RSA, by garbage, or by another key', async () => {
    const manufacturer = await CertificateAuthority.create('Manufacturer', { now })
    const rsa = await manufacturer.issue({ keys: 'rsa-2048', usage: 'none' })
    const ec = await manufacturer.issue({ usage: 'none' })
    const [ofRsa, ofEc] = [new X509Certificate(rsa.pem), new X509Certificate(ec.pem)]
    expect(await isSignedBy(path, ofRsa, sign(rsa))).toBe(false)
    for (const signature of ['', '!', 'AAAA', 'MAA=', sign(await manufacturer.issue({ usage: 'none' }))])
      for (const certificate of [ofRsa, ofEc])
        expect(await isSignedBy(path, certificate, signature)).toBe(false)
  })
})

describe('the certificate that a firmware was signed with', () => {
  test('must lead to a root of the manufacturer', async () => {
    const manufacturer = await CertificateAuthority.create('Manufacturer', { now })
    const release = await CertificateAuthority.create('Release', { now, by: manufacturer })
    const stranger = await CertificateAuthority.create('Manufacturer', { now })
    const roots = [new X509Certificate(manufacturer.pem)]
    const read = async (by: CertificateAuthority, more = '') =>
      readSigningCertificate(`${(await by.issue({ usage: 'none' })).pem}\n${more}`, roots, now)
    expect((await read(manufacturer)).issuer).toBe('CN=Manufacturer')
    expect((await read(release, release.pem)).issuer).toBe('CN=Release')
    await expect(read(release)).rejects.toThrow(CertificateError)
    await expect(read(stranger)).rejects.toThrow(CertificateError)
    await expect(readSigningCertificate('no certificate', roots, now)).rejects.toThrow(CertificateError)
    const { pem } = await manufacturer.issue()
    await expect(readSigningCertificate(pem, [], now)).rejects.toThrow(CertificateError)
  })

  test('must not be on a list of its issuer that says it is revoked', async () => {
    const manufacturer = await CertificateAuthority.create('Manufacturer', { now })
    const namesake = await CertificateAuthority.create('Manufacturer', { now })
    const roots = [new X509Certificate(manufacturer.pem)]
    const [taken, other] = [await manufacturer.issue(), await manufacturer.issue()]
    const list = join(folder, 'revoked.pem')
    const read = ({ pem }: { pem: string }) => readSigningCertificate(pem, roots, now, new Revocations(list))
    expect((await read(taken)).subject).toBe('CN=Charger')
    writeFileSync(list, await namesake.revoke([taken.pem]))
    expect((await read(taken)).subject).toBe('CN=Charger')
    writeFileSync(list, `${await namesake.revoke([])}\n${await manufacturer.revoke([taken.pem])}`)
    await expect(read(taken)).rejects.toMatchObject({ name: 'CertificateError', code: 'revoked' })
    expect((await read(other)).subject).toBe('CN=Charger')
    writeFileSync(list, '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n')
    await expect(read(other)).rejects.toMatchObject({ name: 'CertificateError', code: 'invalid' })
  })

  test('must have a key that is worth something', async () => {
    const manufacturer = await CertificateAuthority.create('Manufacturer', { now })
    const { pem } = await manufacturer.issue({ keys: 'rsa-1024', usage: 'none' })
    await expect(readSigningCertificate(pem, [new X509Certificate(manufacturer.pem)], now)).rejects.toThrow(
      /too weak/,
    )
  })
})

import 'reflect-metadata'
import { KeyObject, webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509'

const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const rsaOf = (modulusLength: number) =>
  ({
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  }) as const

interface Issue {
  readonly name?: string
  readonly notBefore?: number
  readonly notAfter?: number
  readonly keys?: 'ec' | 'rsa-1024' | 'rsa-2048'
  readonly usage?: 'client' | 'server' | 'none'
}

/** A key that proves what a certificate says, both in PEM. */
export interface Credential {
  readonly pem: string
  readonly keyPem: string
}

const dayMs = 86_400_000

/** An authority that lives as long as its test, with P-256, and signs what the tests need. Valid for a day around `now`. */
export class CertificateAuthority {
  readonly pem: string
  readonly #name: string
  readonly #now: number
  readonly #keys: webcrypto.CryptoKeyPair

  private constructor(name: string, now: number, keys: webcrypto.CryptoKeyPair, pem: string) {
    this.#name = name
    this.#now = now
    this.#keys = keys
    this.pem = pem
  }

  /** A root; with `by` one under another authority; one that is not `entitled` signs although it may not. */
  static async create(
    name: string,
    {
      now = Date.now(),
      by,
      pathLength,
      entitled = true,
    }: { now?: number; by?: CertificateAuthority; pathLength?: number; entitled?: boolean } = {},
  ): Promise<CertificateAuthority> {
    const keys = await keyPair('ec')
    const issuer = by ?? new CertificateAuthority(name, now, keys, '')
    const pem = await issuer.#certify({ name }, keys.publicKey, [
      new BasicConstraintsExtension(entitled, pathLength, true),
    ])
    return new CertificateAuthority(name, now, keys, pem)
  }

  async issue(options: Issue = {}): Promise<Credential> {
    const keys = await keyPair(options.keys ?? 'ec')
    const pem = await this.#certify(options, keys.publicKey, usages(options.usage ?? 'client'))
    return {
      pem,
      keyPem: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
    }
  }

  /** Signs a request, after checking that its key is the requester's own. */
  async sign(csrPem: string, options: Omit<Issue, 'name' | 'keys'> = {}): Promise<string> {
    const request = new Pkcs10CertificateRequest(csrPem)
    if (!(await request.verify())) throw new Error('the request is not signed by its own key')
    const key = await request.publicKey.export()
    return this.#certify({ ...options, name: request.subject }, key, usages(options.usage ?? 'client'))
  }

  /** A list (CRL, PEM) of certificates that it takes back. */
  async revoke(pems: readonly string[]): Promise<string> {
    const list = await X509CrlGenerator.create({
      issuer: `CN=${this.#name}`,
      thisUpdate: new Date(this.#now),
      nextUpdate: new Date(this.#now + dayMs),
      entries: pems.map((pem) => ({ serialNumber: new X509Certificate(pem).serialNumber })),
      signingAlgorithm: ec,
      signingKey: this.#keys.privateKey,
    })
    // The label of RFC 7468, as OpenSSL writes it; the library has one of its own.
    return list.toString('pem').replaceAll(' CRL-----', ' X509 CRL-----')
  }

  async #certify(
    { name = 'Charger', notBefore, notAfter }: Issue,
    publicKey: webcrypto.CryptoKey,
    extensions: NonNullable<Parameters<typeof X509CertificateGenerator.create>[0]['extensions']>,
  ): Promise<string> {
    const certificate = await X509CertificateGenerator.create({
      subject: name.includes('=') ? name : `CN=${name}`,
      issuer: `CN=${this.#name}`,
      publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: ec,
      notBefore: new Date(notBefore ?? this.#now - dayMs),
      notAfter: new Date(notAfter ?? this.#now + dayMs),
      extensions,
    })
    return certificate.toString('pem')
  }
}

function usages(usage: 'client' | 'server' | 'none') {
  const plain = new BasicConstraintsExtension(false, undefined, true)
  if (usage === 'none') return [plain]
  if (usage === 'client') return [plain, new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])]
  const names = new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])
  return [plain, new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]), names]
}

async function keyPair(keys: 'ec' | 'rsa-1024' | 'rsa-2048'): Promise<webcrypto.CryptoKeyPair> {
  const algorithm = keys === 'ec' ? ec : rsaOf(Number(keys.slice(4)))
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new TypeError(`${keys} is no pair of keys`)
  return pair
}

import 'reflect-metadata'
import { createPrivateKey, KeyObject, randomBytes } from 'node:crypto'
import type { Instant } from '@colok/shared/time'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type PublicKeyType,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

const dayMs = 86_400_000
const rootDays = 20 * 365
/** Long enough that a post that was offline for a season still comes in; the watch renews well before. */
const chargerDays = 397
const serverDays = 397
/** A charger's clock may be behind ours, and its certificate must not be from its future. */
const backdatedMs = dayMs

const p256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const ecdsaSha256 = { name: 'ECDSA', hash: 'SHA-256' } as const

/** A certificate and the key that belongs to it, both PEM. */
export interface Credential {
  readonly certificatePem: string
  readonly keyPem: string
}

export interface IssuedCertificate {
  readonly pem: string
  /** Hexadecimal, lower case. */
  readonly serialNumber: string
  readonly notAfter: Instant
}

/** A new root: a P-256 key and its self-signed certificate. */
export async function createRoot(now: Instant): Promise<Credential> {
  const keys = await newKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: 'CN=Colok root, O=Colok',
    keys,
    signingAlgorithm: ecdsaSha256,
    ...validFor(now, rootDays),
    extensions: [
      new BasicConstraintsExtension(true, 1, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificatePem: certificate.toString('pem'), keyPem: privateKeyPem(keys) }
}

/** The root of trust of a network: signs what its chargers, and its own listeners, show. */
export class CertificateAuthority {
  readonly #certificate: X509Certificate
  readonly #privateKey: CryptoKey

  private constructor(certificate: X509Certificate, privateKey: CryptoKey) {
    this.#certificate = certificate
    this.#privateKey = privateKey
  }

  static async from(root: Credential): Promise<CertificateAuthority> {
    const der = createPrivateKey(root.keyPem).export({ type: 'pkcs8', format: 'der' })
    const key = await crypto.subtle.importKey('pkcs8', new Uint8Array(der), p256, false, ['sign'])
    return new CertificateAuthority(new X509Certificate(root.certificatePem), key)
  }

  get certificatePem(): string {
    return this.#certificate.toString('pem')
  }

  /** For a charger's own key: it may act as a TLS client and nothing else. */
  issueForCharger(options: {
    readonly subject: string
    readonly publicKey: PublicKeyType
    readonly now: Instant
  }): Promise<IssuedCertificate> {
    return this.#issue({ ...options, days: chargerDays }, [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
    ])
  }

  /** For a TLS listener of ours that was given no certificate. */
  async issueForServer(hosts: readonly string[], now: Instant): Promise<Credential> {
    const keys = await newKeys()
    const [first = 'localhost'] = hosts
    const names = hosts.map((host) => ({
      type: isAddress(host) ? ('ip' as const) : ('dns' as const),
      value: host,
    }))
    const issued = await this.#issue(
      { subject: `CN=${first}`, publicKey: keys.publicKey, now, days: serverDays },
      [
        new SubjectAlternativeNameExtension(names),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      ],
    )
    return { certificatePem: issued.pem, keyPem: privateKeyPem(keys) }
  }

  async #issue(
    options: { subject: string; publicKey: PublicKeyType; now: Instant; days: number },
    extensions: readonly Extension[],
  ): Promise<IssuedCertificate> {
    const { subject, publicKey, now, days } = options
    const serialNumber = newSerialNumber()
    const certificate = await X509CertificateGenerator.create({
      serialNumber,
      subject,
      issuer: this.#certificate.subject,
      publicKey,
      signingKey: this.#privateKey,
      signingAlgorithm: ecdsaSha256,
      ...validFor(now, days),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
        await AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
        ...extensions,
      ],
    })
    return { pem: certificate.toString('pem'), serialNumber, notAfter: certificate.notAfter.getTime() }
  }
}

async function newKeys(): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(p256, true, ['sign', 'verify'])) as CryptoKeyPair
}

function privateKeyPem(keys: CryptoKeyPair): string {
  return KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Random (RFC 5280 §4.1.2.2), positive, without a leading zero so that every library spells it alike. */
function newSerialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}

function validFor(now: Instant, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now - backdatedMs), notAfter: new Date(now + days * dayMs) }
}

function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':')
}

import 'reflect-metadata'
import { constants, createSign, KeyObject } from 'node:crypto'
import type { Request } from '@colok/shared/ocpp/registry'
import { CaseFailure, must } from '@colok/shared/testing/conformance/case-failure'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

type HashData = Request<'DeleteCertificate'>['certificateHashData']

const p256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const ecdsaSha256 = { name: 'ECDSA', hash: 'SHA-256' } as const
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 3_072,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
} as const
const dayMs = 86_400_000
const digests = { SHA256: 'SHA-256', SHA384: 'SHA-384', SHA512: 'SHA-512' } as const

/** A key that proves what a certificate says. */
export interface Credential {
  readonly certificatePem: string
  readonly keyPem: string
}

/** A root of trust that lives as long as its case, and signs what the cases need. */
export class CertificateAuthority {
  readonly #keys: CryptoKeyPair
  readonly certificate: X509Certificate

  private constructor(keys: CryptoKeyPair, certificate: X509Certificate) {
    this.#keys = keys
    this.certificate = certificate
  }

  static async create(name: string): Promise<CertificateAuthority> {
    const keys = (await crypto.subtle.generateKey(p256, true, ['sign', 'verify'])) as CryptoKeyPair
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}, O=Colok conformance`,
      keys,
      signingAlgorithm: ecdsaSha256,
      ...validity(),
      extensions: [
        new BasicConstraintsExtension(true, 2, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    })
    return new CertificateAuthority(keys, certificate)
  }

  get pem(): string {
    return this.certificate.toString('pem')
  }

  /** For a central system on 127.0.0.1. */
  async issueServer(): Promise<Credential> {
    const keys = (await crypto.subtle.generateKey(p256, true, ['sign', 'verify'])) as CryptoKeyPair
    return credential(
      keys,
      await this.#issue('CN=127.0.0.1', keys.publicKey, [
        new SubjectAlternativeNameExtension([
          { type: 'ip', value: '127.0.0.1' },
          { type: 'dns', value: 'localhost' },
        ]),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      ]),
    )
  }

  /** For whoever asks by a certificate signing request, after checking that the key is theirs. */
  async signRequest(csrPem: string): Promise<X509Certificate> {
    const request = readRequest(csrPem)
    must(await request.verify(), 'the certificate signing request is not signed by its own key')
    return this.#issue(request.subject, request.publicKey, [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
    ])
  }

  /** The same subject as a signing request, and another key: a certificate that the requester cannot use. */
  async signForeignKey(csrPem: string): Promise<X509Certificate> {
    const keys = (await crypto.subtle.generateKey(p256, true, ['sign', 'verify'])) as CryptoKeyPair
    return this.#issue(readRequest(csrPem).subject, keys.publicKey, [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
    ])
  }

  /** Who may sign firmware. */
  async issueFirmwareSigner(): Promise<Credential> {
    const keys = (await crypto.subtle.generateKey(rsa, true, ['sign', 'verify'])) as CryptoKeyPair
    return credential(
      keys,
      await this.#issue('CN=Firmware signing, O=Colok conformance', keys.publicKey, [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.codeSigning]),
      ]),
    )
  }

  #issue(
    subject: string,
    publicKey: Parameters<typeof X509CertificateGenerator.create>[0]['publicKey'],
    extensions: NonNullable<Parameters<typeof X509CertificateGenerator.create>[0]['extensions']>,
  ): Promise<X509Certificate> {
    return X509CertificateGenerator.create({
      subject,
      issuer: this.certificate.subject,
      publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: ecdsaSha256,
      ...validity(),
      extensions: [new BasicConstraintsExtension(false, undefined, true), ...extensions],
    })
  }
}

/** Security whitepaper §5.21: RSA-PSS over the SHA-256 of the whole file, in Base64. */
export function signFirmware(image: Buffer, { keyPem }: Credential): string {
  return createSign('SHA256')
    .update(image)
    .sign(
      { key: keyPem, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
      'base64',
    )
}

/** What the whitepaper calls certificateHashData, for a root, whose issuer is itself (edition 3, §5.4). */
export async function hashDataOf(
  certificate: X509Certificate,
  hashAlgorithm: HashData['hashAlgorithm'],
): Promise<HashData> {
  const digest = digests[hashAlgorithm]
  const issuerName = await crypto.subtle.digest(digest, certificate.issuerName.toArrayBuffer())
  return {
    hashAlgorithm,
    issuerNameHash: hex(issuerName),
    issuerKeyHash: hex(await certificate.publicKey.getKeyIdentifier(digest)),
    serialNumber: plainSerial(certificate.serialNumber),
  }
}

/** Hashes are compared without regard to case; a serial number has no leading zeros. */
export function isSameHashData(one: HashData, other: HashData): boolean {
  return (
    one.hashAlgorithm === other.hashAlgorithm &&
    one.issuerNameHash.toLowerCase() === other.issuerNameHash.toLowerCase() &&
    one.issuerKeyHash.toLowerCase() === other.issuerKeyHash.toLowerCase() &&
    plainSerial(one.serialNumber) === plainSerial(other.serialNumber)
  )
}

export function readRequest(csrPem: string): Pkcs10CertificateRequest {
  try {
    return new Pkcs10CertificateRequest(csrPem)
  } catch (cause) {
    throw new CaseFailure(`SignCertificate.req holds no certificate signing request: ${String(cause)}`)
  }
}

export function plainSerial(serial: string): string {
  return serial.toLowerCase().replace(/^0+(?=.)/, '')
}

function validity() {
  return { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + dayMs) }
}

function credential(keys: CryptoKeyPair, certificate: X509Certificate): Credential {
  const keyPem = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })
  return { certificatePem: certificate.toString('pem'), keyPem: keyPem.toString() }
}

function hex(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('hex')
}

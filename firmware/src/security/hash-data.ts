import { createHash, type KeyObject, type X509Certificate } from 'node:crypto'
import type { Request } from '@colok/shared/ocpp/registry'
import { loadX509 } from './x509-library.ts'

export type CertificateHashData = Request<'DeleteCertificate'>['certificateHashData']
type HashAlgorithm = CertificateHashData['hashAlgorithm']

const digests = { SHA256: 'SHA-256', SHA384: 'SHA-384', SHA512: 'SHA-512' } as const satisfies Record<
  HashAlgorithm,
  string
>

/**
 * How OCPP names a certificate: as OCSP does, by hashes of its issuer's name (DER) and key (the bits of the key alone,
 * without its algorithm), in lower-case hexadecimal, and by its serial number without leading zeros (security
 * whitepaper, edition 3, §5.4; RFC 6960 §4.1.1).
 */
export async function hashDataOf(
  certificate: X509Certificate,
  issuerKey: KeyObject,
  hashAlgorithm: HashAlgorithm,
): Promise<CertificateHashData> {
  const { PublicKey, X509Certificate: ParsedCertificate } = await loadX509()
  const issuerName = new ParsedCertificate(certificate.raw).issuerName.toArrayBuffer()
  const key = new PublicKey(issuerKey.export({ type: 'spki', format: 'der' }))
  return {
    hashAlgorithm,
    issuerNameHash: createHash(hashAlgorithm).update(new Uint8Array(issuerName)).digest('hex'),
    issuerKeyHash: Buffer.from(await key.getKeyIdentifier(digests[hashAlgorithm])).toString('hex'),
    serialNumber: plainSerial(certificate.serialNumber),
  }
}

/** Central systems write hexadecimal in either case, and some keep the leading zeros. */
export function isSameHashData(one: CertificateHashData, other: CertificateHashData): boolean {
  return (
    one.hashAlgorithm === other.hashAlgorithm &&
    one.issuerNameHash.toLowerCase() === other.issuerNameHash.toLowerCase() &&
    one.issuerKeyHash.toLowerCase() === other.issuerKeyHash.toLowerCase() &&
    plainSerial(one.serialNumber) === plainSerial(other.serialNumber)
  )
}

function plainSerial(serialNumber: string): string {
  return serialNumber.toLowerCase().replace(/^0+(?=.)/, '')
}

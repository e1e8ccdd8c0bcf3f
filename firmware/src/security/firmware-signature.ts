import { constants, createVerify, type VerifyKeyObjectInput, type X509Certificate } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Instant } from '@colok/shared/time'
import { isIssuedBy, readChain, requireTrusted } from './certificates.ts'
import type { Revocations } from './revocations.ts'

/**
 * The certificate that a firmware was signed with, if it leads to a root of the manufacturer's. Rejects with a
 * CertificateError: answer InvalidCertificate, or RevokedCertificate, and raise InvalidFirmwareSigningCertificate.
 */
export async function readSigningCertificate(
  pem: string,
  manufacturerRoots: readonly X509Certificate[],
  now: Instant | undefined,
  revocations?: Revocations,
): Promise<X509Certificate> {
  const chain = readChain(pem)
  await requireTrusted(chain, manufacturerRoots, now)
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1] ?? manufacturerRoots.find((root) => isIssuedBy(certificate, root))
    if (issuer !== undefined) await revocations?.requireGood(certificate, issuer)
  }
  return chain[0]
}

/**
 * Whether `signatureBase64` is that of the whole file: SHA-256 with RSA-PSS or ECDSA, as the key is (security
 * whitepaper, edition 3, §5.21 and §2.3). An ECDSA signature may be DER or its two numbers in a row. Rejects when the
 * file cannot be read.
 */
export async function isSignedBy(
  path: string,
  certificate: X509Certificate,
  signatureBase64: string,
): Promise<boolean> {
  const { publicKey } = certificate
  const signature = Buffer.from(signatureBase64, 'base64')
  const verify = createVerify('sha256')
  await pipeline(createReadStream(path), verify)
  try {
    return verify.verify({ key: publicKey, ...schemeOf(certificate, signature) }, signature)
  } catch {
    // OpenSSL throws for what has not even the form of a signature.
    return false
  }
}

/** Two numbers in a row have a length that DER, which adds to it, hardly ever has. */
const rowLengths: Readonly<Record<string, number>> = { prime256v1: 64, secp384r1: 96, secp521r1: 132 }

function schemeOf({ publicKey }: X509Certificate, signature: Buffer): Omit<VerifyKeyObjectInput, 'key'> {
  if (publicKey.asymmetricKeyType !== 'ec')
    return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
  const rowLength = rowLengths[publicKey.asymmetricKeyDetails?.namedCurve ?? '']
  return { dsaEncoding: signature.length === rowLength ? 'ieee-p1363' : 'der' }
}

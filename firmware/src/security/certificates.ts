import { X509Certificate } from 'node:crypto'
import type { Instant } from '@colok/shared/time'
import { loadX509 } from './x509-library.ts'

/** Longer chains than leaf, two intermediates and a root are nobody's, and each link costs time. */
const longestChain = 4
/** A charger's calendar is the central system's, and may be behind the authority's by a little. */
const clockSkewMs = 300_000

/** What is wrong with a certificate, in a sentence for logs and techInfo; `revoked` by its issuer, or `invalid` otherwise. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError'
  readonly code: 'invalid' | 'revoked'
  constructor(
    message: string,
    { code = 'invalid', cause }: { code?: 'invalid' | 'revoked'; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.code = code
  }
}

/** Reads a chain of certificates in PEM, the leaf first. Throws a CertificateError. */
export function readChain(pem: string): readonly [X509Certificate, ...X509Certificate[]] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  if (blocks.length > longestChain)
    throw new CertificateError(
      `a chain of ${blocks.length} certificates, and at most ${longestChain} are read`,
    )
  const [leaf, ...others] = blocks.map(readOne)
  if (leaf === undefined) throw new CertificateError('no certificate in PEM')
  return [leaf, ...others]
}

function readOne(block: string): X509Certificate {
  try {
    return new X509Certificate(block)
  } catch (cause) {
    throw new CertificateError('the PEM holds no X.509 certificate', { cause })
  }
}

/**
 * Rejects with a CertificateError unless the chain leads from its leaf, link by link, to one of the roots, and every link is
 * valid now.
 *
 * @param now `undefined` while the calendar is not known: then validity is not judged
 */
export async function requireTrusted(
  chain: readonly [X509Certificate, ...X509Certificate[]],
  roots: readonly X509Certificate[],
  now: Instant | undefined,
): Promise<void> {
  for (const certificate of chain) requireValid(certificate, now)
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1]
    if (roots.some((root) => root.fingerprint256 === certificate.fingerprint256)) return
    const root = roots.find((each) => isIssuedBy(certificate, each))
    if (root !== undefined) {
      requireValid(root, now)
      await requirePathLength(root, index)
      return
    }
    if (issuer === undefined) break
    if (!isIssuedBy(certificate, issuer))
      throw new CertificateError(
        `${nameOf(certificate)} is not signed by ${nameOf(issuer)}, which follows it`,
      )
    await requirePathLength(issuer, index)
  }
  throw new CertificateError(`${nameOf(chain[0])} does not lead to an installed root`)
}

/** An authority may be forbidden to have authorities below it (RFC 5280 §4.2.1.9), which Node does not judge. */
async function requirePathLength(issuer: X509Certificate, authoritiesBelow: number): Promise<void> {
  const { BasicConstraintsExtension, X509Certificate: ParsedCertificate } = await loadX509()
  const constraints = new ParsedCertificate(issuer.raw).getExtension(BasicConstraintsExtension)
  if (authoritiesBelow > (constraints?.pathLength ?? Number.POSITIVE_INFINITY))
    throw new CertificateError(`${nameOf(issuer)} may not have so many authorities below it`)
}

/** Throws a CertificateError for one that is not valid now, or whose key is too weak for anything. */
export function requireValid(certificate: X509Certificate, now: Instant | undefined): void {
  const { publicKey, validFromDate, validToDate } = certificate
  const { modulusLength = Number.POSITIVE_INFINITY, namedCurve } = publicKey.asymmetricKeyDetails ?? {}
  // The security whitepaper asks for RSA of 2,048 bits or a curve of 224 at least (edition 3, §2.3).
  if (modulusLength < 2_048 || namedCurve === 'secp192k1' || namedCurve === 'prime192v1')
    throw new CertificateError(`${nameOf(certificate)} has too weak a key`)
  if (now === undefined) return
  if (now + clockSkewMs < validFromDate.getTime())
    throw new CertificateError(`${nameOf(certificate)} is not valid before ${certificate.validFrom}`)
  if (now > validToDate.getTime())
    throw new CertificateError(`${nameOf(certificate)} is not valid after ${certificate.validTo}`)
}

/** Signed by that very key, under that name, and by one who may sign certificates. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey)
}

/** Its common name, or its whole subject, on one line. */
export function nameOf({ subject }: X509Certificate): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? (subject || 'a certificate without a name').replaceAll('\n', ', ')
}

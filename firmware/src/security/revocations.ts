import type { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CertificateError } from './certificates.ts'
import { loadX509 } from './x509-library.ts'

const block = /-----BEGIN X509 CRL-----[^-]*-----END X509 CRL-----/g

/**
 * The certificates that an authority has taken back: lists of it (CRLs, RFC 5280 §5) in PEM, in one file that a technician
 * or the tools of the manufacturer put there, since OCPP 1.6 has no call for it. No file is no list.
 */
export class Revocations {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /**
   * Rejects with a CertificateError `revoked` when a list that the issuer has signed names the certificate, and with an
   * `invalid` one when the file makes no sense: then nobody knows what is revoked.
   */
  async requireGood(certificate: X509Certificate, issuer: X509Certificate): Promise<void> {
    for (const pem of (await this.#read()).match(block) ?? [])
      if (await names(pem, certificate, issuer))
        throw new CertificateError(`${certificate.subject} was revoked by its issuer`, { code: 'revoked' })
  }

  async #read(): Promise<string> {
    try {
      return await readFile(this.#path, 'utf8')
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ''
      throw new CertificateError(`${this.#path} cannot be read`, { cause })
    }
  }
}

async function names(pem: string, certificate: X509Certificate, issuer: X509Certificate): Promise<boolean> {
  const { PublicKey, X509Crl } = await loadX509()
  try {
    const list = new X509Crl(pem)
    // RFC 5280 §5.1.2.5 wants it, and the library reads no entries where it is missing: that must not pass for none.
    if (list.nextUpdate === undefined) throw new TypeError('a list without nextUpdate')
    const publicKey = new PublicKey(issuer.publicKey.export({ type: 'spki', format: 'der' }))
    if (!(await list.verify({ publicKey }))) return false
    return list.findRevoked(certificate.serialNumber) !== null
  } catch (cause) {
    throw new CertificateError('a list of revoked certificates makes no sense', { cause })
  }
}

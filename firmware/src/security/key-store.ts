import { createPrivateKey, type X509Certificate } from 'node:crypto'
import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import type { Instant } from '@colok/shared/time'
import { z } from 'zod'
import { PrivateFileError, readPrivately, writePrivately } from '../store/private-file.ts'
import { CertificateError, nameOf, readChain, requireTrusted } from './certificates.ts'
import { createSigningRequest, type KeyKind } from './signing-request.ts'
import type { Answered } from './trust-store.ts'

const identitySchema = z.strictObject({ keyPem: z.string(), chainPem: z.string() })
/** A key and the chain that vouches for it, both PEM, the leaf first. */
export type Identity = z.infer<typeof identitySchema>

const contentSchema = z.strictObject({
  /** The newest first; the one before it is the way back. */
  identities: z.array(identitySchema).max(2),
  /** The key of the last signing request, until its certificate comes. */
  pendingKeyPem: z.string().nullable(),
})
type Content = z.infer<typeof contentSchema>

/** OID of id-kp-clientAuth (RFC 5280 §4.2.1.12). */
const clientAuthentication = '1.3.6.1.5.5.7.3.2'

/**
 * Who this charger is to others: its keys and their certificates, in one file, so that a power cut never leaves a
 * certificate without its key. Keys are made here and never leave.
 */
export class KeyStore {
  readonly #path: string
  #content: Content

  /** Throws a PrivateFileError when what is there cannot be read. */
  constructor(path: string) {
    this.#path = path
    this.#content = readPrivately(path, contentSchema) ?? { identities: [], pendingKeyPem: null }
  }

  get identity(): Identity | undefined {
    return this.#content.identities[0]
  }

  /** For SignCertificate: a new key, kept from now on, and the request for its certificate. Throws a PrivateFileError. */
  async requestCertificate(subject: {
    readonly commonName: string
    readonly organisation: string
    readonly keyKind?: KeyKind
  }): Promise<{ readonly csr: string }> {
    const { csrPem, keyPem } = await createSigningRequest(subject)
    this.#keep({ ...this.#content, pendingKeyPem: keyPem })
    return { csr: csrPem }
  }

  /**
   * CertificateSigned (security whitepaper, edition 3, §5.1): the certificate must be for the key that was asked for,
   * valid now, and lead to an installed root of the central system, where there is one.
   *
   * @param bounds.maxChainSize CertificateSignedMaxChainSize, in characters
   */
  async certificateSigned(
    { certificateChain }: Request<'CertificateSigned'>,
    bounds: {
      readonly maxChainSize: number
      readonly roots: readonly X509Certificate[]
      readonly now: Instant | undefined
    },
  ): Promise<Answered<Confirmation<'CertificateSigned'>['status']>> {
    try {
      const { pendingKeyPem, identities } = this.#content
      if (pendingKeyPem === null) throw new CertificateError('no certificate was asked for')
      if (certificateChain.length > bounds.maxChainSize)
        throw new CertificateError(`a chain of ${certificateChain.length} characters is too long`)
      await requireForKey(certificateChain, pendingKeyPem, bounds)
      const identity = { keyPem: pendingKeyPem, chainPem: certificateChain }
      this.#keep({ identities: [identity, ...identities.slice(0, 1)], pendingKeyPem: null })
      return { status: 'Accepted' }
    } catch (cause) {
      if (cause instanceof CertificateError || cause instanceof PrivateFileError)
        return { status: 'Rejected', problem: cause.message }
      throw cause
    }
  }

  /** The newest certificate does not open the door: back to the one before it. `false` when there is none. */
  fallBack(): boolean {
    const [, previous] = this.#content.identities
    if (previous === undefined) return false
    this.#keep({ ...this.#content, identities: [previous] })
    return true
  }

  #keep(content: Content): void {
    writePrivately(this.#path, content)
    this.#content = content
  }
}

async function requireForKey(
  chainPem: string,
  keyPem: string,
  { roots, now }: { roots: readonly X509Certificate[]; now: Instant | undefined },
): Promise<void> {
  const chain = readChain(chainPem)
  const [leaf] = chain
  if (!leaf.checkPrivateKey(createPrivateKey(keyPem)))
    throw new CertificateError(`${nameOf(leaf)} is not for the key that was asked for`)
  // Node calls the extended key usages `keyUsage`; a certificate without any may be used for everything.
  const usages: readonly string[] = leaf.keyUsage ?? [clientAuthentication]
  if (!usages.includes(clientAuthentication))
    throw new CertificateError(`${nameOf(leaf)} is not for a client of TLS`)
  // Without an installed root the chain stands for itself, as far as it goes.
  const anchors = roots.length > 0 ? roots : [chain.at(-1) ?? leaf]
  await requireTrusted(chain, anchors, now)
}

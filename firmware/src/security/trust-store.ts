import { createPublicKey, X509Certificate } from 'node:crypto'
import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { CertificateUse as certificateUse } from '@colok/shared/ocpp/types'
import type { Instant } from '@colok/shared/time'
import { z } from 'zod'
import { PrivateFileError, readPrivately, writePrivately } from '../store/private-file.ts'
import {
  CertificateError,
  isIssuedBy,
  isSelfSigned,
  nameOf,
  readChain,
  requireValid,
} from './certificates.ts'
import { type CertificateHashData, hashDataOf, isSameHashData } from './hash-data.ts'

export type CertificateUse = Request<'InstallCertificate'>['certificateType']

/** `issuerKeyPem` is kept along, since a root may be signed by one that is gone by the time its name is asked for. */
const storedSchema = z.array(
  z.strictObject({ use: certificateUse, pem: z.string(), issuerKeyPem: z.string() }),
)
type StoredRoot = z.infer<typeof storedSchema>[number]

interface Root {
  readonly stored: StoredRoot
  readonly certificate: X509Certificate
}

interface Bounds {
  /** CertificateStoreMaxLength: roots of both kinds together. */
  readonly maxRoots: number
  /**
   * AdditionalRootCertificateCheck: a new root of the central system must be signed by the newest one, and takes its
   * place; that one stays as the way back, and none beside it.
   */
  readonly mustBeSignedByTheLast: boolean
}

/** An answer to the central system, and for the log why it is not a better one. */
export interface Answered<Status extends string> {
  readonly status: Status
  readonly problem?: string
}

/** The roots that the central system has installed (security whitepaper, edition 3, §5.3 to §5.5), in one file. */
export class TrustStore {
  readonly #path: string
  readonly #bounds: Bounds
  #roots: readonly Root[]

  /** Throws a PrivateFileError when what is there cannot be read: an empty store would trust the wrong ones. */
  constructor(path: string, bounds: Bounds) {
    this.#path = path
    this.#bounds = bounds
    this.#roots = (readPrivately(path, storedSchema) ?? []).map((stored) => ({
      stored,
      certificate: new X509Certificate(stored.pem),
    }))
  }

  /** The newest last. */
  roots(use: CertificateUse): readonly X509Certificate[] {
    return this.#roots.filter(({ stored }) => stored.use === use).map(({ certificate }) => certificate)
  }

  /** `now` is `undefined` while the calendar is not known. */
  install(
    { certificateType: use, certificate: pem }: Request<'InstallCertificate'>,
    now: Instant | undefined,
  ): Answered<Confirmation<'InstallCertificate'>['status']> {
    try {
      const [certificate, ...others] = readChain(pem)
      if (others.length > 0) throw new CertificateError('more than one certificate')
      const sameUse = this.#roots.filter(({ stored }) => stored.use === use)
      if (sameUse.some((root) => root.certificate.fingerprint256 === certificate.fingerprint256))
        return { status: 'Accepted' }
      requireRoot(certificate, now)
      const issuer = this.#issuerOf(certificate, use)
      const issuerKeyPem = issuer.publicKey.export({ type: 'spki', format: 'pem' }).toString()
      const root = { stored: { use, pem: certificate.toString(), issuerKeyPem }, certificate }
      this.#keep(this.#replacing(use, root))
      return { status: 'Accepted' }
    } catch (cause) {
      return refusal(cause)
    }
  }

  /** `isInUse` says of which certificate the charger cannot do without: taking it away would cut the charger off. */
  async remove(
    { certificateHashData }: Request<'DeleteCertificate'>,
    isInUse: (certificate: X509Certificate) => boolean,
  ): Promise<Answered<Confirmation<'DeleteCertificate'>['status']>> {
    const found = await this.#find(certificateHashData)
    if (found.length === 0) return { status: 'NotFound' }
    const needed = found.find(({ certificate }) => isInUse(certificate))
    if (needed !== undefined)
      return {
        status: 'Failed',
        problem: `${nameOf(needed.certificate)} is the only way to the central system`,
      }
    try {
      this.#keep(this.#roots.filter((root) => !found.includes(root)))
      return { status: 'Accepted' }
    } catch (cause) {
      const { problem } = refusal(cause)
      return { status: 'Failed', problem }
    }
  }

  async list({
    certificateType,
  }: Request<'GetInstalledCertificateIds'>): Promise<Confirmation<'GetInstalledCertificateIds'>> {
    const ofThisUse = this.#roots.filter(({ stored }) => stored.use === certificateType)
    if (ofThisUse.length === 0) return { status: 'NotFound' }
    const certificateHashData = await Promise.all(ofThisUse.map((root) => nameIn(root, 'SHA256')))
    return { status: 'Accepted', certificateHashData }
  }

  /** Who signed it: itself, or under AdditionalRootCertificateCheck the newest root before it. */
  #issuerOf(certificate: X509Certificate, use: CertificateUse): X509Certificate {
    const last = this.roots(use).at(-1)
    if (use === 'CentralSystemRootCertificate' && this.#bounds.mustBeSignedByTheLast && last !== undefined) {
      if (isIssuedBy(certificate, last)) return last
      throw new CertificateError(
        `${nameOf(certificate)} is not signed by ${nameOf(last)}, which it is to replace`,
      )
    }
    if (isSelfSigned(certificate)) return certificate
    const issuer = this.roots(use).find((root) => isIssuedBy(certificate, root))
    if (issuer !== undefined) return issuer
    throw new CertificateError(`${nameOf(certificate)} is signed neither by itself nor by an installed root`)
  }

  #replacing(use: CertificateUse, root: Root): readonly Root[] {
    const replaces = use === 'CentralSystemRootCertificate' && this.#bounds.mustBeSignedByTheLast
    const last = this.#roots.findLast(({ stored }) => stored.use === use)
    const kept = replaces
      ? this.#roots.filter((each) => each.stored.use !== use || each === last)
      : this.#roots
    if (kept.length >= this.#bounds.maxRoots)
      throw new CertificateError(`${this.#bounds.maxRoots} roots are installed, and there may be no more`)
    return [...kept, root]
  }

  #keep(roots: readonly Root[]): void {
    writePrivately(
      this.#path,
      roots.map(({ stored }) => stored),
    )
    this.#roots = roots
  }

  async #find(wanted: CertificateHashData): Promise<readonly Root[]> {
    const names = await Promise.all(this.#roots.map((root) => nameIn(root, wanted.hashAlgorithm)))
    return this.#roots.filter((_, index) => isSameHashData(names[index]!, wanted))
  }
}

function nameIn({ certificate, stored }: Root, algorithm: CertificateHashData['hashAlgorithm']) {
  return hashDataOf(certificate, createPublicKey(stored.issuerKeyPem), algorithm)
}

function requireRoot(certificate: X509Certificate, now: Instant | undefined): void {
  requireValid(certificate, now)
  if (!certificate.ca) throw new CertificateError(`${nameOf(certificate)} may not sign certificates`)
}

/** Rejected is the certificate's fault, or its one too many; Failed is ours. */
function refusal(cause: unknown): { status: 'Rejected' | 'Failed'; problem: string } {
  if (cause instanceof CertificateError) return { status: 'Rejected', problem: cause.message }
  if (cause instanceof PrivateFileError) return { status: 'Failed', problem: cause.message }
  throw cause
}

import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import type { Instant } from '@colok/shared/time'
import type { Answer, VaultQuestion } from '../core/effects.ts'
import type { StoredCredentials } from '../core/events.ts'
import type { SecurityProfile } from '../core/security-profile.ts'
import { KeyStore } from './key-store.ts'
import { Revocations } from './revocations.ts'
import { tlsOptions } from './tls-options.ts'
import { type Answered, TrustStore } from './trust-store.ts'

interface VaultBounds {
  /** CertificateStoreMaxLength */
  readonly maxRoots: number
  /** AdditionalRootCertificateCheck */
  readonly mustBeSignedByTheLast: boolean
  /** CertificateSignedMaxChainSize, in characters */
  readonly maxChainSize: number
}

/** The keys of this charger and the roots that it trusts, in a folder that only its user can read. */
export class Vault {
  readonly keys: KeyStore
  readonly trust: TrustStore
  readonly revocations: Revocations
  readonly #maxChainSize: number

  /** Throws a PrivateFileError when what is there cannot be read. */
  constructor(folder: string, { maxChainSize, ...bounds }: VaultBounds) {
    this.keys = new KeyStore(join(folder, 'keys.json'))
    this.trust = new TrustStore(join(folder, 'roots.json'), bounds)
    this.revocations = new Revocations(join(folder, 'revoked.pem'))
    this.#maxChainSize = maxChainSize
  }

  get credentials(): StoredCredentials {
    return {
      centralSystemRoot: this.#centralSystemRoots().length > 0,
      certificate: this.keys.identity !== undefined,
    }
  }

  /** How to dial `wss:` under a profile. */
  tls(profile: SecurityProfile): ConnectionOptions {
    const identity = profile === 3 ? this.keys.identity : undefined
    return tlsOptions({ roots: this.#centralSystemRoots(), identity })
  }

  /**
   * Answers one call of the central system.
   *
   * @param now `undefined` while the calendar is not known
   * @param inUse the profile under which the roots must stay
   */
  async ask(
    question: VaultQuestion,
    { now, inUse }: { now: Instant | undefined; inUse: SecurityProfile },
  ): Promise<{ answer: Extract<Answer, { kind: 'confirmed' }>; problem: string | null }> {
    switch (question.action) {
      case 'InstallCertificate':
        return confirmed(this.trust.install(question.request, now))
      case 'CertificateSigned': {
        const roots = this.#centralSystemRoots()
        const bounds = { maxChainSize: this.#maxChainSize, roots, now }
        return confirmed(await this.keys.certificateSigned(question.request, bounds))
      }
      case 'DeleteCertificate': {
        const roots = this.#centralSystemRoots()
        const isLast = (fingerprint: string) => roots.length === 1 && roots[0]?.fingerprint256 === fingerprint
        return confirmed(
          await this.trust.remove(question.request, (root) => inUse >= 2 && isLast(root.fingerprint256)),
        )
      }
      case 'GetInstalledCertificateIds': {
        const confirmation = await this.trust.list(question.request)
        return { answer: { kind: 'confirmed', confirmation }, problem: null }
      }
    }
  }

  #centralSystemRoots() {
    return this.trust.roots('CentralSystemRootCertificate')
  }
}

function confirmed<S extends 'Accepted' | 'Rejected' | 'Failed' | 'NotFound'>({
  status,
  problem,
}: Answered<S>) {
  return { answer: { kind: 'confirmed', confirmation: { status } } as const, problem: problem ?? null }
}

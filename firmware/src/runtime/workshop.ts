import { join } from 'node:path'
import type { Clock } from '@colok/shared/time'
import type { Answer, UploadJob, VaultQuestion } from '../core/effects.ts'
import type { Event, VaultAnswered } from '../core/events.ts'
import type { Now } from '../core/now.ts'
import type { SecurityProfile } from '../core/security-profile.ts'
import type { DiagnosticsSources } from '../diagnostics/diagnostics.ts'
import { LogUploader } from '../diagnostics/log-uploader.ts'
import { CertificateError } from '../security/certificates.ts'
import { readSigningCertificate } from '../security/firmware-signature.ts'
import type { Vault } from '../security/vault.ts'
import type { FileTransfer } from '../transfer/contract.ts'
import type { Installer, UpdateJob } from '../update/contract.ts'
import { Updater } from '../update/updater.ts'
import type { ChargerLog } from './log.ts'
import { pause } from './pause.ts'

/** What a charger with a disk can do beside charging. */
export interface ChargerDisk {
  /** Archives and downloads on their way; nobody else's. */
  readonly folder: string
  readonly logs: DiagnosticsSources['logs']
  readonly transfer: FileTransfer
  /** Without it this charger installs no firmware. */
  readonly installer?: Installer
}

interface Parts {
  readonly chargePointId: string
  readonly clock: Clock
  readonly now: () => Now
  readonly log: ChargerLog
  /** Where keys and roots are kept, if anywhere. */
  readonly vault: Vault | undefined
  readonly disk: ChargerDisk | undefined
  readonly sources: Omit<DiagnosticsSources, 'logs'>
  /** The security profile of now. */
  readonly profile: () => SecurityProfile
  /** Whether no session would be cut off by a restart. */
  readonly isIdle: () => boolean
  readonly answer: (callId: number, answer: Answer) => void
  readonly post: (event: Event) => void
}

const lookForIdleMs = 1_000

const notSupported: Answer = {
  kind: 'error',
  code: 'NotSupported',
  description: 'This charge point does not have that feature',
}

/** Everything that takes files and time: keys and certificates, archives of logs, new firmware. */
export class Workshop {
  readonly #parts: Parts
  readonly #uploader: LogUploader | undefined
  readonly #updater: Updater | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    const { disk } = parts
    if (disk === undefined) return
    this.#uploader = this.#newUploader(disk)
    if (disk.installer !== undefined) this.#updater = this.#newUpdater(disk, disk.installer)
  }

  /** Goes on with what the power has interrupted. */
  start(): void {
    const { log, vault, post } = this.#parts
    if (vault !== undefined) post({ kind: 'credentialsReported', credentials: vault.credentials })
    try {
      this.#updater?.resume()
    } catch (cause) {
      log.error({ err: cause }, 'What is left of the last update cannot be read')
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#uploader?.stop(), this.#updater?.stop()])
  }

  askVault(question: VaultQuestion): void {
    const { vault, profile, post, answer } = this.#parts
    const { callId, action } = question
    if (vault === undefined) {
      answer(callId, notSupported)
      return
    }
    void vault.ask(question, { now: this.#instant(), inUse: profile() }).then(
      (answered) => {
        post({ kind: 'credentialsReported', credentials: vault.credentials })
        post({ kind: 'vaultAnswered', callId, action, ...answered } as VaultAnswered)
      },
      (cause: unknown) => {
        const failed = { kind: 'error', code: 'InternalError', description: `${action} failed` } as const
        post({ kind: 'vaultAnswered', callId, action, answer: failed, problem: String(cause) })
      },
    )
  }

  requestCertificate(organisation: string): void {
    const { vault, chargePointId, log, post } = this.#parts
    void vault?.keys.requestCertificate({ commonName: chargePointId, organisation }).then(
      ({ csr }) => post({ kind: 'certificateRequested', csr }),
      (cause: unknown) => log.error({ err: cause }, 'No certificate can be asked for'),
    )
  }

  fallBackIdentity(): void {
    const { vault, log } = this.#parts
    try {
      vault?.keys.fallBack()
    } catch (cause) {
      log.error({ err: cause }, 'There is no way back to the certificate before')
    }
  }

  upload(callId: number, job: UploadJob): void {
    const { answer } = this.#parts
    if (this.#uploader === undefined) {
      answer(callId, notSupported)
      return
    }
    const { fileName, canceled } = this.#uploader.start(job)
    const status = canceled ? 'AcceptedCanceled' : 'Accepted'
    const confirmation = job.requestId === null ? { fileName } : ({ status, filename: fileName } as const)
    answer(callId, { kind: 'confirmed', confirmation })
  }

  update(callId: number, job: UpdateJob): void {
    const { answer, log } = this.#parts
    void this.#begunUpdate(job).then(
      (begun) => answer(callId, begun),
      (cause: unknown) => {
        log.error({ err: cause }, 'An update cannot begin')
        answer(callId, { kind: 'error', code: 'InternalError', description: 'The update cannot begin' })
      },
    )
  }

  async #begunUpdate(job: UpdateJob): Promise<Answer> {
    if (this.#updater === undefined) return notSupported
    if (job.signed !== null) {
      const problem = await this.#problemWithSigner(job.signed.certificatePem)
      if (problem === undefined)
        return { kind: 'confirmed', confirmation: { status: this.#updater.start(job) } }
      this.#parts.post({
        kind: 'securityNoticed',
        type: 'InvalidFirmwareSigningCertificate',
        techInfo: problem.message,
      })
      const status = problem.code === 'revoked' ? 'RevokedCertificate' : 'InvalidCertificate'
      return { kind: 'confirmed', confirmation: { status } }
    }
    this.#updater.start(job)
    return { kind: 'confirmed', confirmation: {} }
  }

  confirmFirmware(): void {
    const { log } = this.#parts
    try {
      this.#updater?.confirm()
    } catch (cause) {
      log.error({ err: cause }, 'The firmware that runs cannot be confirmed')
    }
  }

  async #problemWithSigner(pem: string): Promise<CertificateError | undefined> {
    try {
      await this.#readSigner(pem)
      return undefined
    } catch (cause) {
      if (cause instanceof CertificateError) return cause
      throw cause
    }
  }

  #readSigner(pem: string) {
    const { vault } = this.#parts
    const roots = vault?.trust.roots('ManufacturerRootCertificate') ?? []
    return readSigningCertificate(pem, roots, this.#instant(), vault?.revocations)
  }

  #instant(): number | undefined {
    const { wall } = this.#parts.now()
    return wall === 'unsynced' ? undefined : wall
  }

  #newUploader({ folder, logs, transfer }: ChargerDisk): LogUploader {
    const { sources, now, post, log } = this.#parts
    return new LogUploader({
      sources: { ...sources, logs },
      transfer,
      folder: join(folder, 'archives'),
      now,
      onStatus: (status, { requestId }) => post({ kind: 'uploadReported', status, requestId }),
      log: (message, cause) => log.warn({ err: cause }, message),
    })
  }

  #newUpdater({ folder, transfer }: ChargerDisk, installer: Installer): Updater {
    const { clock, now, post, log } = this.#parts
    return new Updater({
      clock,
      calendar: () => now().wall,
      transfer,
      installer,
      folder: join(folder, 'update'),
      readSigner: (pem) => this.#readSigner(pem),
      whenIdle: (signal) => this.#whenIdle(signal),
      onStatus: (status, { signed }) =>
        post({ kind: 'updateReported', status, requestId: signed?.requestId ?? null }),
      onSecurityEvent: (type, techInfo) => post({ kind: 'securityNoticed', type, techInfo }),
      onRestart: () => post({ kind: 'restartRequested' }),
      log: (message, cause) => log.info({ err: cause }, message),
    })
  }

  async #whenIdle(signal: AbortSignal): Promise<void> {
    while (!this.#parts.isIdle() && !signal.aborted) await pause(this.#parts.clock, lookForIdleMs, signal)
  }
}

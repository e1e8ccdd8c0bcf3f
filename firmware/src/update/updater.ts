import type { X509Certificate } from 'node:crypto'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Request } from '@colok/shared/ocpp/registry'
import type { Clock, Instant } from '@colok/shared/time'
import { z } from 'zod'
import type { SecurityEventType } from '../core/security-events.ts'
import { pause } from '../runtime/pause.ts'
import { isSignedBy } from '../security/firmware-signature.ts'
import { readPrivately, writePrivately } from '../store/private-file.ts'
import type { FileTransfer, TransferPolicy } from '../transfer/contract.ts'
import { InstallError, type Installer, type UpdateJob, updateJobSchema } from './contract.ts'

/** What is told of an update; those that only SignedFirmwareStatusNotification has are for signed ones alone. */
export type UpdateStatus = Request<'SignedFirmwareStatusNotification'>['status']

export interface UpdaterParts {
  readonly clock: Clock
  readonly calendar: () => Instant | 'unsynced'
  readonly transfer: FileTransfer
  readonly installer: Installer
  /** Where downloads and the job are kept; the updater's alone. */
  readonly folder: string
  /**
   * Who signed an update. Rejects with a CertificateError; asked again right before unpacking, since a root may be gone by then.
   */
  readonly readSigner: (certificatePem: string) => Promise<X509Certificate>
  /** Resolves when no session would be cut off by an installation, or when `signal` is aborted. */
  readonly whenIdle: (signal: AbortSignal) => Promise<void>
  readonly onStatus: (status: UpdateStatus, job: UpdateJob) => void
  readonly onSecurityEvent: (type: SecurityEventType, techInfo: string) => void
  /** What was installed runs after a start: end this process in order. */
  readonly onRestart: () => void
  readonly log: (message: string, cause?: unknown) => void
}

/** The image of a charger is some 100 MB; what is larger is none. */
const largestPackageBytes = 512 * 1024 * 1024
/** A day: a mobile network may take the whole night, and a server that never ends must end. */
const deadlineMs = 86_400_000
const stallMs = 60_000
/** The calendar may be set meanwhile, so far moments are looked at again. */
const longestWaitMs = 60_000

const keptSchema = z.strictObject({ job: updateJobSchema, stage: z.enum(['retrieve', 'install']) })
type Kept = z.infer<typeof keptSchema>

interface Running {
  readonly cancel: AbortController
  readonly job: UpdateJob
}

/**
 * Carries out one update at a time: waits, downloads, checks the signature, waits for the time and for the last session,
 * installs. The job survives the power: `resume` goes on with it, the download from where it broke.
 */
export class Updater {
  readonly #parts: UpdaterParts
  #running: Running | undefined
  /** One job ends, files and all, before the next begins. */
  #ended: Promise<void> = Promise.resolve()
  #status: UpdateStatus = 'Idle'

  constructor(parts: UpdaterParts) {
    this.#parts = parts
  }

  /** What TriggerMessage asks for; `Idle` once the outcome has been told. */
  get status(): UpdateStatus {
    return this.#status
  }

  get job(): UpdateJob | undefined {
    return this.#running?.job
  }

  /** Begins; says whether another one was cancelled for it. */
  start(job: UpdateJob): 'Accepted' | 'AcceptedCanceled' {
    const isCanceled = this.#running !== undefined
    this.#begin({ job, stage: 'retrieve' })
    return isCanceled ? 'AcceptedCanceled' : 'Accepted'
  }

  /**
   * At start-up: goes on with what the power cut off, and tells of a firmware that has failed its trial. Throws a
   * PrivateFileError when the job cannot be read.
   */
  resume(): void {
    const { installer, onStatus } = this.#parts
    const standing = installer.standing()
    if (standing.kind === 'rolledBack') {
      onStatus(standing.job.signed ? 'InstallVerificationFailed' : 'InstallationFailed', standing.job)
      installer.forget()
    }
    const kept = readPrivately(this.#jobPath, keptSchema)
    if (kept === undefined) return
    // What has been installed once is not installed again, however that went.
    if (standing.kind === 'settled') this.#begin(kept)
    else this.#ended = this.#ended.then(() => this.#cleanUp())
  }

  /** The firmware that runs has shown that it works: it stays, and the update is done. No-op when it is not new. */
  confirm(): void {
    const { installer, onStatus, onSecurityEvent } = this.#parts
    const standing = installer.standing()
    installer.confirm()
    if (standing.kind !== 'trial') return
    onStatus('Installed', standing.job)
    onSecurityEvent('FirmwareUpdated', standing.version)
  }

  /** Ends what is under way, and leaves it for `resume`. Resolves when nothing moves any more. */
  async stop(): Promise<void> {
    this.#running?.cancel.abort()
    this.#running = undefined
    this.#status = 'Idle'
    await this.#ended
  }

  #begin(kept: Kept): void {
    this.#running?.cancel.abort()
    const running: Running = { cancel: new AbortController(), job: kept.job }
    this.#running = running
    this.#status = 'Idle'
    this.#ended = this.#ended.then(() => this.#run(kept, running))
  }

  /** Never rejects. */
  async #run(kept: Kept, running: Running): Promise<void> {
    const { signal } = running.cancel
    try {
      await this.#carryOut(kept, signal)
      if (this.#running === running) await this.#cleanUp()
    } catch (cause) {
      if (!signal.aborted) this.#parts.log('The update ended by an error of ours', cause)
      this.#tell('InstallationFailed', kept.job, signal)
    }
    if (this.#running !== running) return
    this.#running = undefined
    this.#status = 'Idle'
  }

  /** Each status that is told is told once; what follows a failure is nothing. */
  async #carryOut({ job, stage }: Kept, signal: AbortSignal): Promise<void> {
    await mkdir(this.#parts.folder, { recursive: true, mode: 0o700 })
    if (stage === 'retrieve' || !(await this.#isDownloaded())) {
      this.#keep({ job, stage: 'retrieve' })
      await rm(this.#packagePath, { force: true })
      if (!(await this.#retrieve(job, signal))) return
      this.#keep({ job, stage: 'install' })
    }
    if (await this.#readyToInstall(job, signal)) await this.#install(job, signal)
  }

  async #retrieve(job: UpdateJob, signal: AbortSignal): Promise<boolean> {
    const { transfer, log } = this.#parts
    if (job.signed !== null && this.#isAhead(job.retrieveAt)) this.#tell('DownloadScheduled', job, signal)
    await this.#until(job.retrieveAt, signal)
    this.#tell('Downloading', job, signal)
    const policy = policyOf(job)
    const outcome = await transfer.download({ url: job.location, path: this.#packagePath, policy, signal })
    if (outcome.kind === 'failed')
      log(`The firmware was not downloaded: ${outcome.error.message}`, outcome.error)
    if (outcome.kind !== 'done') {
      this.#tell('DownloadFailed', job, signal)
      return false
    }
    this.#tell('Downloaded', job, signal)
    if (job.signed === null) return true
    const isGenuine = await this.#isGenuine(job)
    this.#tell(isGenuine ? 'SignatureVerified' : 'InvalidSignature', job, signal)
    return isGenuine
  }

  async #readyToInstall(job: UpdateJob, signal: AbortSignal): Promise<boolean> {
    const { installAt, signed } = job
    if (installAt !== null && this.#isAhead(installAt)) {
      if (signed !== null) this.#tell('InstallScheduled', job, signal)
      await this.#until(installAt, signal)
    }
    await this.#parts.whenIdle(signal)
    return !signal.aborted
  }

  /** The signature is checked once more, on the very file that is unpacked next. */
  async #install(job: UpdateJob, signal: AbortSignal): Promise<void> {
    const { installer, onRestart, log } = this.#parts
    if (job.signed !== null && !(await this.#isGenuine(job)))
      return this.#tell('InvalidSignature', job, signal)
    this.#tell('Installing', job, signal)
    try {
      const { version } = await installer.unpack(this.#packagePath)
      if (signal.aborted) return
      const { restart } = await installer.activate(job)
      await this.#cleanUp()
      log(`Firmware ${version} is installed`)
      if (!restart) return this.confirm()
      if (job.signed !== null) this.#tell('InstallRebooting', job, signal)
      onRestart()
    } catch (cause) {
      if (!(cause instanceof InstallError)) throw cause
      log(`The firmware was not installed: ${cause.message}`, cause)
      this.#tell('InstallationFailed', job, signal)
    }
  }

  async #isGenuine({ signed }: UpdateJob): Promise<boolean> {
    const { readSigner, onSecurityEvent, log } = this.#parts
    if (signed === null) return false
    try {
      const signer = await readSigner(signed.certificatePem)
      if (await isSignedBy(this.#packagePath, signer, signed.signature)) return true
    } catch (cause) {
      log('The signature of the firmware cannot be checked', cause)
    }
    onSecurityEvent('InvalidFirmwareSignature', `request ${signed.requestId}`)
    return false
  }

  #tell(status: UpdateStatus, job: UpdateJob, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#status = status
    this.#parts.onStatus(status, job)
  }

  #isAhead(at: Instant): boolean {
    const now = this.#parts.calendar()
    return now === 'unsynced' || now < at
  }

  /** Waits for a calendar time. While the calendar is not known nobody can say that it has come. */
  async #until(at: Instant, signal: AbortSignal): Promise<void> {
    const { calendar, clock } = this.#parts
    while (this.#isAhead(at) && !signal.aborted) {
      const now = calendar()
      await pause(clock, now === 'unsynced' ? longestWaitMs : Math.min(longestWaitMs, at - now), signal)
    }
    signal.throwIfAborted()
  }

  #keep(kept: Kept): void {
    writePrivately(this.#jobPath, kept)
  }

  async #isDownloaded(): Promise<boolean> {
    return stat(this.#packagePath).then(
      (file) => file.isFile(),
      () => false,
    )
  }

  /** What is done, or has failed, needs nothing any more; a new job for the same file begins anew. */
  async #cleanUp(): Promise<void> {
    for (const path of [this.#jobPath, this.#packagePath]) await rm(path, { force: true })
  }

  get #packagePath(): string {
    return join(this.#parts.folder, 'package.tar.gz')
  }

  get #jobPath(): string {
    return join(this.#parts.folder, 'job.json')
  }
}

function policyOf({ retries, retryIntervalMs }: UpdateJob): TransferPolicy {
  return { attempts: 1 + retries, retryIntervalMs, stallMs, deadlineMs, maxBytes: largestPackageBytes }
}

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Request } from '@colok/shared/ocpp/registry'
import type { UploadJob } from '../core/effects.ts'
import type { Now } from '../core/now.ts'
import type { FileTransfer, TransferErrorCode, TransferPolicy } from '../transfer/contract.ts'
import { writeArchive } from './archive.ts'
import { archiveName, type DiagnosticsSources, diagnosticsParts, securityLogParts } from './diagnostics.ts'

type UploadStatus = Request<'LogStatusNotification'>['status']

interface Parts {
  readonly sources: DiagnosticsSources
  readonly transfer: FileTransfer
  /** Where archives are while they are sent; the uploader's alone. */
  readonly folder: string
  readonly now: () => Now
  readonly onStatus: (status: UploadStatus, job: UploadJob) => void
  readonly log: (message: string, cause: unknown) => void
}

/** Before packing; packed it is a tenth of that. */
const largestArchiveBytes = 32 * 1024 * 1024
const stallMs = 60_000
const deadlineMs = 3_600_000

/** Makes archives of logs, journal and configuration, and sends them: one at a time, a new one in place of the old. */
export class LogUploader {
  readonly #parts: Parts
  #running: AbortController | undefined
  /** One ends, files and all, before the next begins. */
  #ended: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Begins; says how the file is called, and whether another one was cancelled for it. */
  start(job: UploadJob): { readonly fileName: string; readonly canceled: boolean } {
    const { sources, now } = this.#parts
    const { wall } = now()
    const fileName = archiveName(sources.chargePointId, job.content, wall === 'unsynced' ? 0 : wall)
    const canceled = this.#running !== undefined
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    this.#ended = this.#ended.then(() => this.#run(job, fileName, running))
    return { fileName, canceled }
  }

  /** Cancels what is under way. Resolves when nothing moves any more. */
  async stop(): Promise<void> {
    this.#running?.abort()
    this.#running = undefined
    await this.#ended
  }

  /** Never rejects. */
  async #run(job: UploadJob, fileName: string, running: AbortController): Promise<void> {
    const { onStatus, log, folder } = this.#parts
    const path = join(folder, fileName)
    if (!running.signal.aborted) onStatus('Uploading', job)
    let status: UploadStatus
    try {
      await this.#pack(job, path)
      status = await this.#send(job, { path, fileName, signal: running.signal })
    } catch (cause) {
      log('The archive was not made', cause)
      status = 'UploadFailure'
    }
    await rm(path, { force: true }).catch((cause: unknown) => log(`${path} stays where it is`, cause))
    if (this.#running !== running) return
    this.#running = undefined
    onStatus(status, job)
  }

  async #pack({ content, from, until }: UploadJob, path: string): Promise<void> {
    const { sources, now, folder } = this.#parts
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const at = now()
    const parts = (content === 'security' ? securityLogParts : diagnosticsParts)(sources, { from, until }, at)
    const modifiedAt = at.wall === 'unsynced' ? 0 : at.wall
    await writeArchive(path, parts, { maxBytes: largestArchiveBytes, modifiedAt })
  }

  async #send(
    { location: url, retries, retryIntervalMs }: UploadJob,
    file: { path: string; fileName: string; signal: AbortSignal },
  ): Promise<UploadStatus> {
    const policy: TransferPolicy = {
      attempts: 1 + retries,
      retryIntervalMs,
      stallMs,
      deadlineMs,
      maxBytes: largestArchiveBytes,
    }
    const outcome = await this.#parts.transfer.upload({ url, policy, ...file })
    if (outcome.kind === 'done') return 'Uploaded'
    if (outcome.kind === 'cancelled') return 'Idle'
    this.#parts.log(`The archive was not sent: ${outcome.error.message}`, outcome.error)
    return statusOf(outcome.error.code)
  }
}

function statusOf(code: TransferErrorCode): UploadStatus {
  switch (code) {
    case 'badUrl':
      return 'BadMessage'
    case 'unsupported':
      return 'NotSupportedOperation'
    case 'denied':
      return 'PermissionDenied'
    default:
      return 'UploadFailure'
  }
}

import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import type { Clock } from '@colok/shared/time'
import { pause } from '../runtime/pause.ts'
import {
  type FileTransfer,
  TransferError,
  type TransferOutcome,
  type TransferProtocol,
  type TransferRequest,
} from './contract.ts'
import { FtpTransfer } from './ftp-transfer.ts'
import { HttpTransfer } from './http-transfer.ts'
import { PartialFile } from './partial-file.ts'

/** The value of the configuration key SupportedFileTransferProtocols. */
const supportedFileTransferProtocols = 'FTP,FTPS,HTTP,HTTPS'

interface Parts {
  readonly clock: Clock
  /** For https and ftps: the roots to trust, instead of those that Node brings. */
  readonly tls?: ConnectionOptions
}

/** Transfers over the network, attempt by attempt. */
export class NetworkFileTransfer implements FileTransfer {
  readonly #clock: Clock
  readonly #protocols: Readonly<Record<string, TransferProtocol>>

  constructor({ clock, tls = {} }: Parts) {
    this.#clock = clock
    const http = new HttpTransfer({ clock, tls })
    const ftp = new FtpTransfer({ clock, tls })
    this.#protocols = { 'http:': http, 'https:': http, 'ftp:': ftp, 'ftps:': ftp }
  }

  download(request: TransferRequest): Promise<TransferOutcome> {
    return this.#settle(request, async ({ url, protocol, signal, keep }) => {
      const { path, policy, onProgress } = request
      const file = await PartialFile.open(path, { name: nameOf(url), maxBytes: policy.maxBytes, onProgress })
      try {
        await protocol.download({ url, file, stallMs: policy.stallMs, signal })
        await file.finish()
      } finally {
        await file.close()
        keep(file.bytes)
      }
      return file.bytes
    })
  }

  upload(request: TransferRequest & { readonly fileName: string }): Promise<TransferOutcome> {
    return this.#settle(request, async ({ url, protocol, signal, failures }) => {
      const { path, policy, fileName, onProgress } = request
      const totalBytes = await sizeOf(path, policy.maxBytes)
      await protocol.upload({
        url,
        path,
        fileName,
        bytes: totalBytes,
        mayResume: failures > 0,
        stallMs: policy.stallMs,
        signal,
        onProgress: (bytes) => onProgress?.({ bytes, totalBytes }),
      })
      return totalBytes
    })
  }

  /** Attempts until one succeeds, none is left, time is up, or nobody wants it any more. */
  async #settle(request: TransferRequest, attempt: (run: Run) => Promise<number>): Promise<TransferOutcome> {
    const { policy, signal } = request
    const over = new AbortController()
    const cancelDeadline = this.#clock.after(policy.deadlineMs, () => over.abort())
    const either = AbortSignal.any([signal, over.signal])
    let failures = 0
    let furthest = 0
    try {
      const target = this.#target(request.url)
      for (;;) {
        let kept = 0
        const run = { ...target, signal: either, failures, keep: (bytes: number) => void (kept = bytes) }
        const end = await endOf(attempt(run))
        if (end.kind === 'done') return end
        if (kept <= furthest) failures += 1
        furthest = Math.max(furthest, kept)
        const isLast = end.error.code !== 'unreachable' || failures >= policy.attempts
        if (isLast && !either.aborted) return end
        await pause(this.#clock, policy.retryIntervalMs, either)
        if (signal.aborted) return { kind: 'cancelled' }
        if (over.signal.aborted)
          return failed('unreachable', `Not done in ${policy.deadlineMs} ms`, end.error)
      }
    } catch (cause) {
      if (cause instanceof TransferError) return { kind: 'failed', error: cause }
      throw cause
    } finally {
      cancelDeadline()
    }
  }

  #target(text: string): { url: URL; protocol: TransferProtocol } {
    if (!URL.canParse(text)) throw new TransferError('badUrl', 'The location is no URL')
    const url = new URL(text)
    const protocol = this.#protocols[url.protocol]
    if (protocol !== undefined && url.hostname !== '') return { url, protocol }
    throw new TransferError(
      'unsupported',
      `${url.protocol} is not one of ${supportedFileTransferProtocols.toLowerCase()}`,
    )
  }
}

interface Run {
  readonly url: URL
  readonly protocol: TransferProtocol
  readonly signal: AbortSignal
  /** Attempts that brought nothing. */
  readonly failures: number
  /** Says how many bytes are there for the next attempt. */
  readonly keep: (bytes: number) => void
}

type End = { kind: 'done'; bytes: number } | { kind: 'failed'; error: TransferError }

async function endOf(attempt: Promise<number>): Promise<End> {
  try {
    return { kind: 'done', bytes: await attempt }
  } catch (cause) {
    if (cause instanceof TransferError) return { kind: 'failed', error: cause }
    return failed('unreachable', cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function failed(code: TransferError['code'], message: string, cause: unknown): End & { kind: 'failed' } {
  return { kind: 'failed', error: new TransferError(code, message, cause) }
}

/** What a partial file is remembered by: a digest, since addresses may carry passwords and keys. */
function nameOf({ protocol, host, pathname, search }: URL): string {
  return createHash('sha256').update(`${protocol}//${host}${pathname}${search}`).digest('hex')
}

async function sizeOf(path: string, maxBytes: number): Promise<number> {
  const bytes = await stat(path).then(
    ({ size }) => size,
    (cause: unknown) => {
      throw new TransferError('disk', `${path} cannot be read`, cause)
    },
  )
  if (bytes > maxBytes)
    throw new TransferError('tooLarge', `The file has ${bytes} bytes, and at most ${maxBytes} are sent`)
  return bytes
}

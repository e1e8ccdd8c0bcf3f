import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { ConnectionOptions } from 'node:tls'
import type { Clock } from '@colok/shared/time'
import { Client, FTPError } from 'basic-ftp'
import {
  type DownloadAttempt,
  type DownloadSink,
  TransferError,
  type TransferErrorCode,
  type TransferProtocol,
  type UploadAttempt,
} from './contract.ts'
import { StallGuard } from './stall-guard.ts'

/** RFC 4217 has TLS asked for on the ordinary port; port 990 is TLS from the first byte. */
const implicitTlsPort = 990

/** Downloads and uploads by FTP (RFC 959), and FTPS; resumes by REST and by APPE. Data connections are passive. */
export class FtpTransfer implements TransferProtocol {
  readonly #clock: Clock
  readonly #tls: ConnectionOptions

  constructor({ clock, tls = {} }: { readonly clock: Clock; readonly tls?: ConnectionOptions }) {
    this.#clock = clock
    this.#tls = tls
  }

  async download({ url, file, stallMs, signal }: DownloadAttempt): Promise<void> {
    await this.#session({ url, stallMs, signal }, async (client, moved) => {
      const path = pathOf(url)
      const totalBytes = await ifKnown(client.size(path))
      const changedAt = await ifKnown(client.lastMod(path))
      const validator = changedAt?.toISOString()
      const isSame =
        totalBytes !== undefined && totalBytes === file.totalBytes && validator === file.validator
      const from = isSame ? file.bytes : 0
      await file.begin({ from, validator, totalBytes })
      if (totalBytes !== undefined && file.bytes === totalBytes) return
      await this.#retrieve(client, { path, file, moved })
      if (totalBytes !== undefined && file.bytes !== totalBytes)
        throw new TransferError(
          'unreachable',
          `The connection ended after ${file.bytes} of ${totalBytes} bytes`,
        )
    })
  }

  async upload(attempt: UploadAttempt): Promise<void> {
    const { url, path, fileName, bytes, mayResume, onProgress } = attempt
    await this.#session(attempt, async (client, moved) => {
      const folder = pathOf(url).replace(/\/+$/, '')
      if (folder !== '') await client.ensureDir(folder)
      const there = mayResume ? await lengthOf(client, fileName) : 0
      const from = there <= bytes ? there : 0
      client.trackProgress((progress) => {
        moved()
        onProgress(from + progress.bytesOverall)
      })
      if (from === 0) await client.uploadFrom(path, fileName)
      else if (from < bytes) await client.appendFrom(path, fileName, { localStart: from })
    })
  }

  /** REST is not to be had everywhere: then the whole is fetched anew. */
  async #retrieve(
    client: Client,
    { path, file, moved }: { path: string; file: DownloadSink; moved: () => void },
  ): Promise<void> {
    const from = file.bytes
    try {
      await pour(file, moved, (sink) => client.downloadTo(sink, path, from))
    } catch (cause) {
      const cannotResume = cause instanceof FTPError && [500, 501, 502, 504].includes(cause.code)
      if (from === 0 || !cannotResume) throw cause
      await file.begin({ from: 0, validator: file.validator, totalBytes: file.totalBytes })
      await pour(file, moved, (sink) => client.downloadTo(sink, path))
    }
  }

  async #session(
    { url, stallMs, signal }: { url: URL; stallMs: number; signal: AbortSignal },
    work: (client: Client, moved: () => void) => Promise<void>,
  ): Promise<void> {
    // The library's own time-outs are off: time comes from the clock that was handed in.
    const client = new Client(0)
    let stalled: TransferError | undefined
    const guard = new StallGuard(this.#clock, stallMs, (error) => {
      stalled = error
      client.close()
    })
    const cancel = () => client.close()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      signal.throwIfAborted()
      await client.access({
        host: url.hostname,
        port: Number(url.port || 21),
        user: decodeURIComponent(url.username) || 'anonymous',
        password: decodeURIComponent(url.password) || 'anonymous@',
        secure: url.protocol === 'ftps:' && (Number(url.port) === implicitTlsPort ? 'implicit' : true),
        secureOptions: { minVersion: 'TLSv1.2', ...this.#tls },
      })
      await work(client, () => guard.moved())
    } catch (cause) {
      throw stalled ?? toTransferError(cause)
    } finally {
      guard.end()
      signal.removeEventListener('abort', cancel)
      client.close()
    }
  }
}

/** Runs a download into `file`, and waits until all that came is written, also when the connection broke. */
async function pour(
  file: DownloadSink,
  moved: () => void,
  run: (sink: Writable) => Promise<unknown>,
): Promise<void> {
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      moved()
      file.write(chunk).then(() => done(), done)
    },
  })
  const problem = finished(sink).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  try {
    await run(sink)
  } finally {
    sink.end()
    await problem
  }
  const cause = await problem
  if (cause !== undefined) throw cause
}

/** How much of a file there is at the server already. */
async function lengthOf(client: Client, fileName: string): Promise<number> {
  try {
    return await client.size(fileName)
  } catch (cause) {
    if (cause instanceof FTPError) return 0
    throw cause
  }
}

/** What not every server can tell. */
async function ifKnown<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (cause) {
    if (cause instanceof FTPError && cause.code >= 500 && cause.code !== 530 && cause.code !== 550)
      return undefined
    throw cause
  }
}

function pathOf(url: URL): string {
  // The path of an FTP URL is relative to where the user arrives (RFC 1738 §3.2.2); %2F makes it absolute.
  return decodeURIComponent(url.pathname.slice(1))
}

const codes: Readonly<Record<number, TransferErrorCode>> = {
  530: 'denied',
  532: 'denied',
  550: 'missing',
  553: 'denied',
}

function toTransferError(cause: unknown): TransferError {
  if (cause instanceof TransferError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  if (!(cause instanceof FTPError)) return new TransferError('unreachable', message, cause)
  const code = codes[cause.code] ?? (cause.code >= 500 ? 'refused' : 'unreachable')
  return new TransferError(code, `The server answers ${message}`, cause)
}

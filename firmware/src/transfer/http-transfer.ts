import { createReadStream } from 'node:fs'
import http, { type IncomingMessage, type RequestOptions } from 'node:http'
import https from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import type { Clock } from '@colok/shared/time'
import {
  type DownloadAttempt,
  type DownloadSink,
  TransferError,
  type TransferProtocol,
  type UploadAttempt,
} from './contract.ts'
import { StallGuard } from './stall-guard.ts'

const mostRedirects = 5
const redirects: readonly number[] = [301, 302, 303, 307, 308]

/** Downloads by GET, with Range and If-Range (RFC 9110 §14); uploads by PUT, or POST where PUT is not to be had. */
export class HttpTransfer implements TransferProtocol {
  readonly #clock: Clock
  readonly #tls: ConnectionOptions

  constructor({ clock, tls = {} }: { readonly clock: Clock; readonly tls?: ConnectionOptions }) {
    this.#clock = clock
    this.#tls = tls
  }

  async download({ url, file, stallMs, signal }: DownloadAttempt): Promise<void> {
    const range = file.bytes === 0 ? {} : rangeHeaders(file)
    const headers = { 'Accept-Encoding': 'identity', ...range }
    const exchange = new Exchange({ clock: this.#clock, tls: this.#tls, stallMs, signal })
    await exchange.run(async () => {
      const response = await exchange.follow(url, { method: 'GET', headers })
      if (response.statusCode === 416) return endsWhereOursDoes(response, file)
      mustSucceed(response)
      await file.begin(whatComes(response, file) ?? (await forget(file)))
      for await (const chunk of response as AsyncIterable<Buffer>) {
        exchange.moved()
        await file.write(chunk)
      }
      const { totalBytes } = file
      if (!response.complete || (totalBytes !== undefined && file.bytes < totalBytes))
        throw new TransferError('unreachable', `The connection ended after ${file.bytes} bytes`)
    })
  }

  async upload(attempt: UploadAttempt): Promise<void> {
    const { stallMs, signal } = attempt
    const url = targetOf(attempt)
    const exchange = new Exchange({ clock: this.#clock, tls: this.#tls, stallMs, signal })
    await exchange.run(async () => {
      const put = await exchange.follow(url, { method: 'PUT', body: attempt })
      if (put.statusCode !== 405 && put.statusCode !== 501) return mustSucceed(put)
      put.resume()
      mustSucceed(await exchange.follow(url, { method: 'POST', body: attempt }))
    })
  }
}

interface Call {
  readonly method: 'GET' | 'PUT' | 'POST'
  readonly headers?: Record<string, string>
  readonly body?: UploadAttempt
}

/** The requests of one attempt: ended together by the signal, by a stall, and when the attempt is over. */
class Exchange {
  readonly #options: { clock: Clock; tls: ConnectionOptions; stallMs: number; signal: AbortSignal }
  readonly #requests: http.ClientRequest[] = []
  #guard: StallGuard | undefined

  constructor(options: { clock: Clock; tls: ConnectionOptions; stallMs: number; signal: AbortSignal }) {
    this.#options = options
  }

  async run(work: () => Promise<void>): Promise<void> {
    const { clock, stallMs, signal } = this.#options
    const cancel = () => this.#end(new TransferError('unreachable', 'Cancelled'))
    this.#guard = new StallGuard(clock, stallMs, (error) => this.#end(error))
    signal.addEventListener('abort', cancel, { once: true })
    try {
      signal.throwIfAborted()
      await work()
    } catch (cause) {
      if (cause instanceof TransferError) throw cause
      throw new TransferError('unreachable', cause instanceof Error ? cause.message : String(cause), cause)
    } finally {
      this.#guard.end()
      signal.removeEventListener('abort', cancel)
      this.#end()
    }
  }

  moved(): void {
    this.#guard?.moved()
  }

  /** The answer, its head read and its body not. */
  async follow(url: URL, call: Call): Promise<IncomingMessage> {
    let at = url
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      const response = await this.#request(at, call)
      const { location } = response.headers
      if (!redirects.includes(response.statusCode ?? 0) || location === undefined) return response
      response.resume()
      at = redirected(at, location)
    }
    throw new TransferError('refused', `The server redirects more than ${mostRedirects} times`)
  }

  #request(url: URL, { method, headers = {}, body }: Call): Promise<IncomingMessage> {
    const options: RequestOptions & ConnectionOptions = {
      method,
      headers: {
        ...headers,
        ...(body ? { 'Content-Type': 'application/octet-stream', 'Content-Length': String(body.bytes) } : {}),
      },
      agent: false,
      ...(url.protocol === 'https:' ? { minVersion: 'TLSv1.2', ...this.#options.tls } : {}),
    }
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? https : http).request(url, options, resolve)
      this.#requests.push(request)
      request.on('error', reject)
      if (body === undefined) request.end()
      else this.#send(body, request)
    })
  }

  #send(body: UploadAttempt, request: http.ClientRequest): void {
    let sent = 0
    const file = createReadStream(body.path, { end: Math.max(0, body.bytes - 1) })
    file.on('data', (chunk) => {
      sent += chunk.length
      this.moved()
      body.onProgress(sent)
    })
    file.on('error', (cause) =>
      request.destroy(new TransferError('disk', `${body.path} cannot be read: ${cause.message}`, cause)),
    )
    request.on('close', () => file.destroy())
    file.pipe(request)
  }

  #end(error?: Error): void {
    for (const request of this.#requests) request.destroy(error)
  }
}

/** 416: there is nothing behind what we have, or the file is another one by now. */
async function endsWhereOursDoes(response: IncomingMessage, file: DownloadSink): Promise<void> {
  response.resume()
  const wholeBytes = Number(/^bytes \*\/(\d+)$/.exec(response.headers['content-range'] ?? '')?.[1])
  if (wholeBytes !== file.bytes || wholeBytes !== file.totalBytes) await forget(file)
}

async function forget(file: DownloadSink): Promise<never> {
  await file.begin({ from: 0, validator: undefined, totalBytes: undefined })
  throw new TransferError('unreachable', 'The file at the server has changed; it is fetched anew')
}

function rangeHeaders({ bytes, validator }: DownloadSink): Record<string, string> {
  return { Range: `bytes=${bytes}-`, ...(validator === undefined ? {} : { 'If-Range': validator }) }
}

/** What the answer brings: the whole, or the rest of what we have; `undefined` for another part, or of another file. */
function whatComes(response: IncomingMessage, file: DownloadSink) {
  const { etag, 'last-modified': lastModified, 'content-length': contentLength } = response.headers
  // A weak validator may not stand for the same bytes (RFC 9110 §13.1.5).
  const validator = etag === undefined || etag.startsWith('W/') ? lastModified : etag
  if (response.statusCode !== 206) {
    const totalBytes = contentLength === undefined ? undefined : Number(contentLength)
    return { from: 0, validator, totalBytes }
  }
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers['content-range'] ?? '')
  const totalBytes = range?.[2] === undefined || range[2] === '*' ? undefined : Number(range[2])
  const isOurs = range !== null && Number(range[1]) === file.bytes
  const isSame = file.totalBytes === undefined || totalBytes === undefined || totalBytes === file.totalBytes
  return isOurs && isSame
    ? { from: file.bytes, validator: validator ?? file.validator, totalBytes }
    : undefined
}

function mustSucceed(response: IncomingMessage): void {
  const { statusCode = 0, statusMessage } = response
  if (statusCode >= 200 && statusCode < 300) return
  response.resume()
  const says = `The server answers ${statusCode} ${statusMessage ?? ''}`.trim()
  if (statusCode === 401 || statusCode === 403 || statusCode === 407) throw new TransferError('denied', says)
  if (statusCode === 404 || statusCode === 410) throw new TransferError('missing', says)
  const mayPass = statusCode >= 500 || [408, 425, 429].includes(statusCode)
  throw new TransferError(mayPass ? 'unreachable' : 'refused', says)
}

/** A download that was asked for over TLS never goes on without it. */
function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  const isSafe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:')
  if (to === undefined || !isSafe)
    throw new TransferError('refused', 'The server redirects to where this charger does not follow')
  if (to.host === from.host) {
    to.username = from.username
    to.password = from.password
  }
  return to
}

function targetOf({ url, fileName }: UploadAttempt): URL {
  return url.pathname.endsWith('/')
    ? new URL(`${url.pathname}${encodeURIComponent(fileName)}${url.search}`, url.href)
    : url
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CaseFailure } from '@colok/shared/testing/conformance/case-failure'
import type { FrameLog } from '@colok/shared/testing/conformance/frame-log'
import type { Signal } from './signal.ts'

/** A file that the charger sent. */
export interface Upload {
  readonly path: string
  readonly body: Buffer
}

const deadlineMs = 20_000
/** More than any diagnostics of these cases; a charger that sends without end is cut off. */
const largestUpload = 32 * 1024 * 1024

/** Where the charger fetches firmware and leaves its logs: HTTP on loopback. What is not offered is not found. */
export class FileServer {
  readonly #files = new Map<string, Buffer>()
  readonly #uploads: Upload[] = []
  readonly #log: FrameLog
  readonly #signal: Signal
  readonly #server: Server
  #port = 0
  /** While false, uploads are refused. */
  takesUploads = true

  constructor(options: { log: FrameLog; signal: Signal }) {
    this.#log = options.log
    this.#signal = options.signal
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((cause) => response.destroy(cause))
    })
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  /** The address of a path, offered or not. */
  url(path: string): string {
    return `http://127.0.0.1:${this.#port}${path}`
  }

  /** Offers a file and returns its address. */
  offer(path: string, content: Buffer): string {
    this.#files.set(path, content)
    return this.url(path)
  }

  /** The next file that came whole. */
  async expectUpload(): Promise<Upload> {
    return this.#signal.until('an upload', () => this.#uploads.shift(), deadlineMs)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (request.method === 'PUT' || request.method === 'POST') {
      const body = await readWhole(request)
      this.#log.note(
        `${request.method} ${path}: ${body.length} bytes ${this.takesUploads ? 'taken' : 'refused'}`,
      )
      if (this.takesUploads) this.#uploads.push({ path, body })
      response.writeHead(this.takesUploads ? 201 : 403).end()
      this.#signal.changed()
      return
    }
    this.#send(path, request, response)
  }

  #send(path: string, request: IncomingMessage, response: ServerResponse): void {
    const content = this.#files.get(path)
    this.#log.note(
      `${request.method} ${path}: ${content === undefined ? 'not found' : `${content.length} bytes`}`,
    )
    if (content === undefined) {
      response.writeHead(404).end()
      return
    }
    const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
    const part = content.subarray(Number(from ?? 0))
    const headers = { 'content-length': part.length, 'accept-ranges': 'bytes' }
    if (from === undefined) response.writeHead(200, headers)
    else
      response.writeHead(206, {
        ...headers,
        'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
      })
    response.end(request.method === 'HEAD' ? undefined : part)
  }
}

async function readWhole(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length > largestUpload) throw new CaseFailure(`an upload of more than ${largestUpload} bytes`)
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

import { once } from 'node:events'
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'

interface FileServerOptions {
  /** Answers Range with the part; else every GET brings the whole. Default true. */
  readonly ranges?: boolean
  /** Default true. */
  readonly etag?: boolean
  /** PEM; with it the server speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** The only method that brings a file here. Default PUT. */
  readonly uploadMethod?: 'PUT' | 'POST'
  /** Answers instead of the server's own rules; `true` when it did. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** An HTTP server on loopback with one store of files, that can be told to break connections. */
export class FileServer {
  readonly files = new Map<string, Buffer>()
  /** What was asked, as `GET /name bytes=5-`. */
  readonly asked: string[] = []
  readonly credentials: (string | undefined)[] = []
  /** Each GET or PUT takes the next: after so many bytes the connection is cut, a GET's when `received` says so. */
  readonly cuts: number[] = []
  version = 1
  readonly #options: FileServerOptions
  readonly #server: Server
  #held: { readonly endsAt: number; readonly response: ServerResponse } | undefined

  private constructor(options: FileServerOptions) {
    this.#options = options
    const { tls } = options
    const serve = (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response)
    this.#server = tls === undefined ? http.createServer(serve) : https.createServer(tls, serve)
  }

  static async start(options: FileServerOptions = {}): Promise<FileServer> {
    const server = new FileServer(options)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  url(path: string, userinfo = ''): string {
    const { port } = this.#server.address() as AddressInfo
    return `${this.#options.tls ? 'https' : 'http'}://${userinfo}127.0.0.1:${port}${path}`
  }

  /** The client has got so much of the file: what is to be cut by then is cut now. */
  received(bytes: number): void {
    if (this.#held !== undefined && bytes >= this.#held.endsAt) this.#held.response.destroy()
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '', headers } = request
    this.asked.push([method, url, headers.range].filter(Boolean).join(' '))
    this.credentials.push(headers.authorization)
    if (this.#options.answer?.(request, response)) return
    if (method === 'GET') this.#send(url, headers, response)
    else if (method === (this.#options.uploadMethod ?? 'PUT')) this.#receive(url, request, response)
    else response.writeHead(405).end()
  }

  #send(url: string, headers: IncomingMessage['headers'], response: ServerResponse): void {
    const file = this.files.get(url)
    if (file === undefined) return void response.writeHead(404).end()
    const { ranges = true, etag = true } = this.#options
    const tag = `"v${this.version}"`
    const isSame = headers['if-range'] === undefined || headers['if-range'] === tag
    const from = ranges && isSame ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0
    const common = etag ? { ETag: tag } : {}
    if (from > 0 && from >= file.length)
      return void response.writeHead(416, { 'Content-Range': `bytes */${file.length}` }).end()
    const range = from === 0 ? {} : { 'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}` }
    response.writeHead(from === 0 ? 200 : 206, { ...common, ...range, 'Content-Length': file.length - from })
    const cut = this.cuts.shift()
    if (cut === undefined) return void response.end(file.subarray(from))
    if (cut === 0) return void response.destroy()
    response.write(file.subarray(from, from + cut))
    this.#held = { endsAt: from + cut, response }
  }

  #receive(url: string, request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = []
    const cut = this.cuts.shift() ?? Number.POSITIVE_INFINITY
    let received = 0
    request.on('data', (chunk: Buffer) => {
      received += chunk.length
      chunks.push(chunk)
      if (received >= cut) request.destroy()
    })
    request.on('end', () => {
      this.files.set(url, Buffer.concat(chunks))
      response.writeHead(201).end()
    })
  }
}

import type { IncomingMessage } from 'node:http'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** The first byte of a TLS record that begins a handshake (RFC 8446 §5.1). */
const tlsHandshake = 0x16

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * One port of loopback that speaks HTTP and, once it has a certificate, HTTPS: a charger that raises its security
 * profile keeps host and port and changes only the scheme.
 */
export class Doorway {
  readonly #http
  readonly #sockets = new Set<Socket>()
  #requests = 0
  readonly #server: Server
  readonly #onRequest: RequestListener
  readonly #onUpgrade: UpgradeListener
  #https: ReturnType<typeof createHttpsServer> | undefined
  /** While true, connections without TLS are cut. */
  tlsOnly = false
  /** TLS connections that ended before the first request: the other side did not like what it was shown. */
  refusedTls = 0
  onRefusedTls: () => void = () => {}

  constructor(onRequest: RequestListener, onUpgrade: UpgradeListener) {
    this.#onRequest = onRequest
    this.#onUpgrade = (...args) => {
      this.#requests += 1
      onUpgrade(...args)
    }
    this.#http = createHttpServer({ noDelay: true }, onRequest).on('upgrade', this.#onUpgrade)
    this.#server = createServer((socket) => this.#receive(socket))
  }

  /** Opens it on a free port and returns that. */
  async open(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    return (this.#server.address() as AddressInfo).port
  }

  /** Speaks TLS to whoever asks from now on; again to change the certificate. */
  secure(options: ServerOptions): void {
    this.#https = createHttpsServer({ minVersion: 'TLSv1.2', ...options }, this.#onRequest).on(
      'upgrade',
      this.#onUpgrade,
    )
    this.#https.on('tlsClientError', (_, socket) => socket.destroy())
    this.#https.on('secureConnection', (socket) => socket.on('error', () => {}))
  }

  /** Cuts what is connected; who comes next is welcome. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.cutAll()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  /** A client that refuses a certificate sends an alert, if anything, and hangs up. */
  #watch(socket: Socket): void {
    const requestsBefore = this.#requests
    socket.once('close', () => {
      if (this.#requests > requestsBefore) return
      this.refusedTls += 1
      this.onRefusedTls()
    })
  }

  #receive(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => this.#sockets.delete(socket))
    socket.once('data', (first) => {
      socket.pause()
      socket.unshift(first)
      const secure = first[0] === tlsHandshake
      if (secure) this.#watch(socket)
      const server = secure ? this.#https : this.tlsOnly ? undefined : this.#http
      if (server === undefined) socket.destroy()
      else {
        server.emit('connection', socket)
        process.nextTick(() => socket.resume())
      }
    })
  }
}

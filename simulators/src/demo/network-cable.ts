import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net'
import { OcppTap } from './ocpp-tap.ts'

/**
 * The charger's way to the central system: a port on this machine that passes bytes on, until somebody cuts the cable.
 * Cut, every connection is reset and no new one gets through.
 */
export class NetworkCable {
  readonly #centralSystemPort: () => number
  readonly #messageListeners = new Set<MessageListener>()
  readonly #listeners = new Set<() => void>()
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #connected = true

  /** The port is asked for at each connection, since a central system that is started again may be elsewhere. */
  constructor(centralSystemPort: () => number) {
    this.#centralSystemPort = centralSystemPort
    this.#server = createServer((near) => this.#carry(near))
  }

  get connected(): boolean {
    return this.#connected
  }

  /** The port to dial, after `start()`. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host: '127.0.0.1', port: 0 }, resolve)
    })
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  cut(): void {
    this.#set(false)
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  restore(): void {
    this.#set(true)
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onMessage(listener: MessageListener): () => void {
    this.#messageListeners.add(listener)
    return () => this.#messageListeners.delete(listener)
  }

  #set(connected: boolean): void {
    this.#connected = connected
    for (const listener of this.#listeners) listener()
  }

  #carry(near: Socket): void {
    if (!this.#connected) {
      near.resetAndDestroy()
      return
    }
    const far = dial({
      host: '127.0.0.1',
      port: this.#centralSystemPort(),
    })
    for (const [socket, direction] of [
      [near, 'fromCharger'],
      [far, 'toCharger'],
    ] as const) {
      const tap = new OcppTap((text) => {
        for (const listener of this.#messageListeners) listener(direction, text)
      })
      socket.on('data', (bytes) => tap.take(bytes))
    }
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  }
}

/** Told of each text message that passes. */
export type MessageListener = (direction: 'fromCharger' | 'toCharger', text: string) => void

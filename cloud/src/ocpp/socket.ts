import { type RawData, WebSocket } from 'ws'

/**
 * A connection that carries whole text messages: a web socket, or an end of an in-memory pair. It drops what it cannot
 * send; `onClose` is told once, however it ended.
 */
export interface ChargerSocket {
  readonly isOpen: boolean
  /** Bytes accepted but not yet on the wire; absent where nothing is ever kept. */
  readonly bufferedBytes?: number
  send(text: string): void
  close(code: number, reason: string): void
  /** Ends it without waiting for the other side. */
  terminate?(): void
  /** Asks for a sign of life; absent where the transport has no such thing. */
  ping?(): void
  /** Stops and goes on taking messages; absent where nothing can hold the other side back. */
  pause?(): void
  resume?(): void
  onMessage(listener: (text: string) => void): void
  onClose(listener: () => void): void
  onPong?(listener: () => void): void
}

/** RFC 6455 close code. */
export const policyViolation = 1008

/** Ends a connection whose other side may be gone, so its farewell is not waited for. */
export function endSocket(socket: ChargerSocket, code: number, reason: string): void {
  socket.close(code, reason)
  socket.terminate?.()
}

/** OCPP is text: a binary frame ends the connection (RFC 6455 close code 1003). */
const unsupportedData = 1003

export class WsChargerSocket implements ChargerSocket {
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    this.#socket = socket
    // Without a listener a protocol error (oversized, not UTF-8) would end the process; `close` follows it anyway.
    socket.on('error', ignore)
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  send(text: string): void {
    if (this.isOpen) this.#socket.send(text)
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  terminate(): void {
    this.#socket.terminate()
  }

  ping(): void {
    if (this.isOpen) this.#socket.ping()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  onMessage(listener: (text: string) => void): void {
    this.#socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) this.#socket.close(unsupportedData, 'OCPP messages are text')
      else listener(data.toString())
    })
  }

  onClose(listener: () => void): void {
    this.#socket.on('close', listener)
  }

  onPong(listener: () => void): void {
    this.#socket.on('pong', listener)
  }
}

function ignore(): void {}

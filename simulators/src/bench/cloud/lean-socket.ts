import { connect, type Socket } from 'node:net'

// RFC 6455 §5.2: FIN and opcode | MASK and length | 2 or 8 bytes of length | 4 bytes of masking key | payload
const text = 0x81
const pong = 0x8a
const close = 0x88
const masked = 0x80
const opcodeBits = 0x0f
const closeOpcode = 0x8
const pingOpcode = 0x9

/** Any 16 bytes do: nothing here depends on the handshake being fresh. */
const handshakeKey = 'Y29sb2sgYmVuY2ggbG9hZA=='

const nothing: Buffer = Buffer.alloc(0)

export interface LeanSocketEvents {
  /** A text message. The buffer is only good during the call. */
  onText(message: Buffer): void
  /** Once, however it ended; `code` is the server's close code, if it said one. */
  onEnd(code: number | undefined): void
}

/**
 * A web socket client with no more than a load generator needs, so that the load costs less than the server that it
 * loads: ASCII text out, whole unfragmented messages in. Its masking key is zero, which a server unmasks as any other.
 */
export class LeanSocket {
  readonly #socket: Socket
  readonly #events: LeanSocketEvents
  #unread: Buffer = nothing
  #closeCode: number | undefined

  private constructor(socket: Socket, events: LeanSocketEvents) {
    this.#socket = socket
    this.#events = events
  }

  /**
   * Connects and shakes hands for `ocpp1.6`. Rejects with the server's first line when that is not `101`, and when the
   * connection ends before: a server that is killed just then ends it without an error.
   */
  static open(url: string, authorization: string | undefined, events: LeanSocketEvents): Promise<LeanSocket> {
    const { hostname, port, pathname, host } = new URL(url)
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      const lean = new LeanSocket(socket, events)
      let head: Buffer = nothing
      const onHead = (data: Buffer) => {
        head = head.length === 0 ? data : Buffer.concat([head, data])
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        socket.off('data', onHead)
        if (!head.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) {
          socket.destroy()
          reject(new Error(`${url} was answered ${head.toString('latin1', 0, head.indexOf('\r\n'))}`))
          return
        }
        socket.off('error', reject)
        socket.off('close', onClose)
        lean.#begin(head.subarray(end + 4))
        resolve(lean)
      }
      const onClose = () => reject(new Error(`${url} ended before it was answered`))
      socket.on('data', onHead)
      socket.once('error', reject)
      socket.once('close', onClose)
      socket.write(
        `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${
          authorization === undefined ? '' : `Authorization: ${authorization}\r\n`
        }Sec-WebSocket-Key: ${handshakeKey}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n`,
      )
    })
  }

  send(message: string): void {
    this.#write(text, message)
  }

  /** Says farewell and ends; the other side's farewell is not waited for. */
  close(): void {
    this.#write(close, '')
    this.#socket.end()
  }

  /** Ends it as a network does, without a word. */
  destroy(): void {
    this.#socket.destroy()
  }

  #begin(rest: Buffer): void {
    this.#socket.on('data', (data) => this.#received(data))
    this.#socket.on('error', () => {})
    this.#socket.once('close', () => this.#events.onEnd(this.#closeCode))
    if (rest.length > 0) this.#received(rest)
  }

  #write(opcode: number, message: string): void {
    const { length } = message
    const long = length > 125
    const start = long ? 8 : 6
    const frame = Buffer.allocUnsafe(start + length)
    frame[0] = opcode
    if (long) {
      frame[1] = masked | 126
      frame.writeUInt16BE(length, 2)
    } else frame[1] = masked | length
    frame.writeUInt32BE(0, start - 4)
    frame.write(message, start, 'latin1')
    this.#socket.write(frame)
  }

  #received(data: Buffer): void {
    let unread: Buffer = this.#unread.length === 0 ? data : Buffer.concat([this.#unread, data])
    for (let frame = firstFrame(unread); frame !== undefined; frame = firstFrame(unread)) {
      unread = unread.subarray(frame.end)
      this.#take(frame.opcode, frame.payload)
    }
    this.#unread = unread
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === closeOpcode) {
      this.#closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : undefined
      this.#socket.end()
    } else if (opcode === pingOpcode) this.#write(pong, payload.toString('latin1'))
    else this.#events.onText(payload)
  }
}

/** The first whole frame of what has come; servers do not mask. */
function firstFrame(bytes: Buffer): { opcode: number; payload: Buffer; end: number } | undefined {
  if (bytes.length < 2) return undefined
  let length = bytes[1]!
  let start = 2
  if (length === 126) {
    if (bytes.length < 4) return undefined
    length = bytes.readUInt16BE(2)
    start = 4
  } else if (length === 127) {
    if (bytes.length < 10) return undefined
    length = Number(bytes.readBigUInt64BE(2))
    start = 10
  }
  const end = start + length
  if (bytes.length < end) return undefined
  return { opcode: bytes[0]! & opcodeBits, payload: bytes.subarray(start, end), end }
}

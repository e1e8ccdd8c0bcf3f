import { WebSocket } from 'ws'
import type { SecurityEventType } from '../core/security-events.ts'
import { handshakeEvent } from '../security/tls-options.ts'
import type { DialSocket } from './socket.ts'

const subprotocol = 'ocpp1.6'
const handshakeTimeoutMs = 30_000
/** The largest OCPP 1.6 message that a charger needs to take: a long local list. */
const maxPayloadBytes = 256 * 1024

/** Dials with the `ws` package: no compression, small payloads, and a peer that must choose ocpp1.6. */
export const dialWebSocket: DialSocket = (target, listener) => {
  const { credentials } = target
  const basic =
    credentials &&
    Buffer.concat([Buffer.from(`${credentials.user}:`), credentials.password]).toString('base64')
  const socket = new WebSocket(target.url, [subprotocol], {
    handshakeTimeout: handshakeTimeoutMs,
    ...target.tls,
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes,
    headers: basic === null ? {} : { Authorization: `Basic ${basic}` },
  })
  let lastError: string | undefined
  let securityEvent: SecurityEventType | undefined
  socket.on('open', () => {
    if (socket.protocol === subprotocol) return listener.onOpen()
    lastError = 'the central system did not choose the subprotocol ocpp1.6'
    socket.close(1002)
  })
  socket.on('message', (data, isBinary) => {
    // OCPP-J is text; a binary message is handed on as text and refused as no frame.
    listener.onMessage(isBinary ? '' : data.toString())
  })
  socket.on('pong', () => listener.onPong())
  socket.on('error', (error) => {
    lastError = error.message
    securityEvent = isRefusedPassword(error) ? 'FailedToAuthenticateAtCentralSystem' : handshakeEvent(error)
  })
  socket.on('close', (code, reason) =>
    listener.onClose(lastError ?? `${code} ${reason.toString()}`.trim(), securityEvent),
  )
  return {
    send: (text) => socket.send(text),
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping()
    },
    // A close frame goes out behind what was sent; a peer that does not answer it is cut off by ws after 30 s.
    close: () => (socket.readyState === WebSocket.OPEN ? socket.close(1000) : socket.terminate()),
  }
}

/** The words of `ws` for the status of a handshake that was answered by HTTP. */
function isRefusedPassword({ message }: Error): boolean {
  return /^Unexpected server response: 40[13]$/.test(message)
}

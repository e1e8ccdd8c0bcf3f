import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { findForConnection } from '../features/chargers/connection-claims.ts'
import { confirmNextPassword } from '../features/chargers/password-rotation.ts'
import type { Services } from '../services.ts'
import { FailedAttempts, judgeCredentials } from './authentication.ts'
import type { Connections } from './connections.ts'
import { WsChargerSocket } from './socket.ts'

/** The largest message: OCPP's own are a few kilobytes, a certificate chain with its frame is below 12. */
const maxPayloadBytes = 64 * 1024

const subprotocol = 'ocpp1.6'
const protocolError = 1002

/** From this many wrong passwords on, it is an attack or a charger that was set up wrongly, and someone should look. */
const alertFromFailures = 10

/** Takes the web sockets of chargers at `/ocpp/{chargePointId}` from an HTTP server's `upgrade` event. */
export class OcppServer {
  readonly #services: Services
  readonly #connections: Connections
  readonly #failedAttempts: FailedAttempts
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes,
    handleProtocols: (offered) => offered.has(subprotocol) && subprotocol,
  })

  constructor(services: Services, connections: Connections) {
    this.#services = services
    this.#connections = connections
    this.#failedAttempts = new FailedAttempts(services.clock)
  }

  readonly handleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // The peer may vanish while it is being judged; `ws` puts its own listener in place afterwards.
    socket.on('error', ignore)
    this.#judge(request, socket, head).catch((error: unknown) => {
      this.#services.log.error({ error }, 'a connection could not be judged')
      refuse(socket, '503 Service Unavailable')
    })
  }

  async #judge(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const chargePointId = chargePointIdOf(request.url ?? '')
    if (chargePointId === undefined) return refuse(socket, '404 Not Found')
    const address = request.socket.remoteAddress ?? 'unknown'
    const attempt = `${address} ${chargePointId}`
    if (this.#failedAttempts.isExhausted(attempt)) return refuse(socket, '429 Too Many Requests')

    const charger = await findForConnection(this.#services.read, chargePointId)
    const secret = this.#services.settings.secret
    const verdict = charger && judgeCredentials(charger, request.headers.authorization, secret)
    if (charger === undefined || verdict === 'refused') {
      const status = charger === undefined ? '404 Not Found' : '401 Unauthorized'
      const failures = this.#failedAttempts.failed(attempt, () => refuse(socket, status))
      const level = failures >= alertFromFailures ? 'error' : 'warn'
      this.#services.log[level]({ chargePointId, address, failures, status }, 'a charger was not let in')
      return
    }
    this.#failedAttempts.succeeded(attempt)
    if (verdict === 'next') await confirmNextPassword(this.#services, charger)
    if (socket.destroyed) return
    socket.off('error', ignore)
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      // OCPP-J 1.6 §3.1.2: without a common subprotocol the handshake is completed, and the socket closed at once.
      if (webSocket.protocol !== subprotocol) {
        webSocket.close(protocolError, `the subprotocol must be ${subprotocol}`)
        return
      }
      this.#connections.accept(charger, new WsChargerSocket(webSocket))
    })
  }
}

/** The last segment of `/ocpp/{chargePointId}`, decoded; undefined for any other path or a broken encoding. */
function chargePointIdOf(url: string): string | undefined {
  const encoded = /^\/ocpp\/([^/?#]{1,144})(?:[?#]|$)/.exec(url)?.[1]
  if (encoded === undefined) return undefined
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

function refuse(socket: Duplex, status: string): void {
  const challenge = status.startsWith('401')
    ? 'WWW-Authenticate: Basic realm="ocpp", charset="UTF-8"\r\n'
    : ''
  socket.end(`HTTP/1.1 ${status}\r\n${challenge}Connection: close\r\nContent-Length: 0\r\n\r\n`)
}

function ignore(): void {}

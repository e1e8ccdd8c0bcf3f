import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { WebSocketServer } from 'ws'
import { isOwnCertificate } from '../features/certificates/commands.ts'
import { ArrivingChargers } from '../features/chargers/arriving-chargers.ts'
import type { KnownCharger } from '../features/chargers/connection-claims.ts'
import { confirmNextPassword } from '../features/chargers/password-rotation.ts'
import { isAlert, tellOfRefusals } from '../features/chargers/refused-connections.ts'
import { confirmNextProfile } from '../features/chargers/security-profile.ts'
import type { Services } from '../services.ts'
import { type Attempt, FailedAttempts, judgeCredentials, type Verdict } from './authentication.ts'
import type { Connections } from './connections.ts'
import { WsChargerSocket } from './socket.ts'

/** The largest message: OCPP's own are a few kilobytes, a certificate chain with its frame is below 12. */
const maxPayloadBytes = 64 * 1024

const subprotocol = 'ocpp1.6'
const protocolError = 1002

/** Where chargers come in: in the clear, by TLS, by TLS with a certificate of their own that TLS itself has found sound. */
export type Listener = 'plain' | 'tls' | 'mutualTls'

/** The security profile that a listener offers. */
const profileOf: Readonly<Record<Listener, number>> = { plain: 1, tls: 2, mutualTls: 3 }

/** Takes the web sockets of chargers at `/ocpp/{chargePointId}` from an HTTP server's `upgrade` event. */
export class OcppServer {
  readonly #services: Services
  readonly #connections: Connections
  readonly #arriving: ArrivingChargers
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
    this.#arriving = new ArrivingChargers(services.read, services.clock)
    this.#failedAttempts = new FailedAttempts(services.clock)
  }

  /** For the `upgrade` event of a listener. */
  readonly upgradesOn = (listener: Listener) => {
    return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      // The peer may vanish while it is being judged; `ws` puts its own listener in place afterwards.
      socket.on('error', ignore)
      this.#judge({ request, socket, head, listener }).catch((error: unknown) => {
        this.#services.log.error({ error }, 'a connection could not be judged')
        refuse(socket, '503 Service Unavailable')
      })
    }
  }

  async #judge(upgrade: Upgrade): Promise<void> {
    const { request, socket, listener } = upgrade
    const chargePointId = chargePointIdOf(request.url ?? '')
    if (chargePointId === undefined) return refuse(socket, '404 Not Found')
    const attempt = new UpgradeAttempt(chargePointId, request)
    if (this.#failedAttempts.isExhausted(attempt)) return refuse(socket, '429 Too Many Requests')

    const charger = await this.#arriving.find(chargePointId)
    const verdict = charger && (await this.#verdict(charger, upgrade))
    if (charger === undefined || verdict === undefined || verdict === 'refused' || verdict === 'tooLow') {
      const status = statusOf(verdict)
      const failures = this.#failedAttempts.failed(attempt, () => refuse(socket, status))
      this.#services.metrics.connectionRefused(status)
      const refusal = { chargePointId, address: attempt.address, failures, status }
      const alerts = isAlert(refusal)
      this.#services.log[alerts ? 'error' : 'warn']({ ...refusal, listener }, 'a charger was not let in')
      if (alerts) await tellOfRefusals(this.#services, refusal)
      return
    }
    this.#failedAttempts.succeeded(attempt)
    if (verdict === 'next') await confirmNextPassword(this.#services, charger)
    const { nextSecurityProfile } = charger
    if (nextSecurityProfile !== null && profileOf[listener] >= nextSecurityProfile)
      await confirmNextProfile(this.#services, charger)
    if (socket.destroyed) return
    socket.off('error', ignore)
    this.#webSockets.handleUpgrade(request, socket, upgrade.head, (webSocket) => {
      // OCPP-J 1.6 §3.1.2: without a common subprotocol the handshake is completed, and the socket closed at once.
      if (webSocket.protocol !== subprotocol) {
        webSocket.close(protocolError, `the subprotocol must be ${subprotocol}`)
        return
      }
      this.#connections.accept(charger, new WsChargerSocket(webSocket))
    })
  }

  /** By its certificate where both sides have one, by its password elsewhere; never by less than it has come by before. */
  async #verdict(charger: KnownCharger, { request, listener }: Upgrade): Promise<Verdict | 'tooLow'> {
    if (profileOf[listener] < charger.securityProfile) return 'tooLow'
    if (listener !== 'mutualTls')
      return judgeCredentials(charger, request.headers.authorization, this.#services.settings.secret)
    const { subject, serialNumber } = (request.socket as TLSSocket).getPeerCertificate()
    const commonName = Array.isArray(subject.CN) ? subject.CN[0] : subject.CN
    return (await isOwnCertificate(this.#services, charger, { commonName, serialNumber }))
      ? 'authentic'
      : 'refused'
  }
}

interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  readonly listener: Listener
}

/** Remembers the address once it was asked for: of a peer that has gone it can no longer be told. */
class UpgradeAttempt implements Attempt {
  readonly chargePointId: string
  readonly #request: IncomingMessage
  #address: string | undefined

  constructor(chargePointId: string, request: IncomingMessage) {
    this.chargePointId = chargePointId
    this.#request = request
  }

  get address(): string {
    this.#address ??= this.#request.socket.remoteAddress ?? 'unknown'
    return this.#address
  }
}

function statusOf(verdict: Verdict | 'tooLow' | undefined): string {
  if (verdict === undefined) return '404 Not Found'
  return verdict === 'tooLow' ? '403 Forbidden' : '401 Unauthorized'
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

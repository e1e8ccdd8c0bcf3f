import type { ActionsSentBy, Request } from '@colok/shared/ocpp/registry'
import { type CallResult, Rpc } from '@colok/shared/ocpp/rpc'
import type { Instant } from '@colok/shared/time'
import type { Logger } from 'pino'
import { type Bucket, fullBucket, take } from '../core/token-bucket.ts'
import {
  claimConnection,
  findForConnection,
  type KnownCharger,
  releaseConnection,
  renewClaim,
} from '../features/chargers/connection-claims.ts'
import { greet } from '../features/chargers/greeting.ts'
import type { ChargerIdentity } from '../features/chargers/identity.ts'
import type { Services } from '../services.ts'
import { ChargerLine } from './charger-line.ts'
import type { HandlerContext } from './handlers/context.ts'
import { RegistrationGate } from './registration-gate.ts'
import { type ChargerSocket, endSocket, policyViolation } from './socket.ts'

/** How connections are watched. */
export interface ConnectionTiming {
  /** The longest that a charger may take to answer a call. */
  readonly callTimeoutMs: number
  readonly pingIntervalMs: number
  /** How long a pong may take. */
  readonly pongDeadlineMs: number
  /** A connection from which nothing at all has come for this long is dead, whatever TCP says. */
  readonly idleLimitMs: number
}

/** After a reconnect a charger has its say first; twice as long at most, so that thousands are not asked at once. */
const greetAfterMs = 5000

/** Far above what a charger says, even when it empties a long queue over a fast line. */
const messageLimits = { burst: 5000, perSecond: 1000 }

/** RFC 6455 close codes. */
const goingAway = 1001
const serviceRestart = 1012
const internalError = 1011

/** One charger's connection: its calls, its answers, its claim in the database, its signs of life. */
export class Connection {
  readonly charger: ChargerIdentity
  readonly #services: Services
  readonly #socket: ChargerSocket
  readonly #line: ChargerLine
  readonly #rpc: Rpc<'CentralSystem', HandlerContext>
  readonly #gate: RegistrationGate
  #claiming: Promise<void> | undefined
  #epoch: number | undefined
  #greetAtMs: number | undefined
  #lastReceivedMs: number
  #lastPingMs: number
  #askedAboutMs: number | undefined
  #awaitsPong = false
  #bucket: Bucket

  constructor(options: {
    charger: KnownCharger
    socket: ChargerSocket
    services: Services
    timing: ConnectionTiming
  }) {
    const { charger, socket, services, timing } = options
    const { id, chargePointId, siteId, timeZone, validation } = charger
    // Its secrets have done their part.
    this.charger = { id, chargePointId, siteId, timeZone }
    this.#services = services
    this.#socket = socket
    this.#lastReceivedMs = services.clock.monotonicMs()
    this.#lastPingMs = this.#lastReceivedMs
    this.#bucket = fullBucket(messageLimits, this.#lastReceivedMs)
    this.#gate = new RegistrationGate(services.clock, charger.registration)
    this.#line = new ChargerLine({
      services,
      charger: this.charger,
      gate: this.#gate,
      validation,
      callTimeoutMs: timing.callTimeoutMs,
      socket,
    })
    this.#rpc = new Rpc(this.#line)
  }

  /** Begins to work, and claims the charger in the database. `onClosed` is called once, when it has ended. */
  open(onClosed: () => void): void {
    this.#socket.onMessage((text) => {
      this.#lastReceivedMs = this.#services.clock.monotonicMs()
      this.#slowDown()
      this.#rpc.receive(text)
    })
    this.#socket.onPong?.(() => {
      this.#awaitsPong = false
      this.#lastReceivedMs = this.#services.clock.monotonicMs()
    })
    this.#socket.onClose(() => {
      this.#greetAtMs = undefined
      this.#rpc.close()
      onClosed()
    })
    this.#claiming = this.#claim()
    const { clock, random } = this.#services
    this.#greetAtMs = clock.monotonicMs() + greetAfterMs * (1 + random())
  }

  get log(): Logger {
    return this.#line.log
  }

  /** When something was last received, as the calendar has it. */
  get lastMessageAt(): Instant {
    const { clock } = this.#services
    return clock.wallMs() - (clock.monotonicMs() - this.#lastReceivedMs)
  }

  /** Whether anything was received since this was last asked. */
  hasSpoken(): boolean {
    const spoken = this.#lastReceivedMs !== this.#askedAboutMs
    this.#askedAboutMs = this.#lastReceivedMs
    return spoken
  }

  /** Goes by what is stored of the charger now. What cannot change under way is changed by connecting anew. */
  async refresh(): Promise<void> {
    const { read } = this.#services
    const stored = await findForConnection(read, this.charger.chargePointId)
    if (stored === undefined || stored.validation !== this.#line.validation)
      this.#socket.close(serviceRestart, 'connect again')
    else this.#gate.decided(stored.registration)
  }

  /** Ends this connection when its claim is older than `epoch`. */
  async replacedBy(epoch: number): Promise<void> {
    const ours = await this.#claimed()
    if (ours !== undefined && ours < epoch) this.replace()
  }

  /** Makes the claim good again which another process has released because it took this one for dead. */
  async holdOn(): Promise<void> {
    const epoch = await this.#claimed()
    if (epoch !== undefined) await renewClaim(this.#services, { charger: this.charger, epoch })
  }

  /** Gives the claim back. A newer connection's claim is left alone, however late this comes. */
  async release(): Promise<void> {
    const epoch = await this.#claimed()
    if (epoch === undefined) return
    const { charger, lastMessageAt } = this
    await releaseConnection({ services: this.#services, charger, epoch, lastMessageAt })
  }

  /** Queues a call; resolves with what became of it, and never rejects. */
  call<A extends ActionsSentBy<'CentralSystem'>>(
    action: A,
    request: Request<A>,
    options?: { readonly timeoutMs?: number },
  ): Promise<CallResult<A>> {
    if ('requestedMessage' in request) this.#gate.expect(request.requestedMessage)
    return this.#rpc.call(action, request, options)
  }

  /**
   * Looks whether the charger is still there; ends the connection when it is not. Greets it when it is time. Called every
   * second, so that no connection needs timers of its own.
   */
  watch(timing: ConnectionTiming): void {
    const now = this.#services.clock.monotonicMs()
    if (this.#greetAtMs !== undefined && now >= this.#greetAtMs) this.#greet()
    const pongOverdue = this.#awaitsPong && now - this.#lastPingMs >= timing.pongDeadlineMs
    if (pongOverdue || now - this.#lastReceivedMs >= timing.idleLimitMs) {
      this.log.warn(
        { silentMs: now - this.#lastReceivedMs, pongOverdue },
        'the charger is silent; connection ended',
      )
      endSocket(this.#socket, policyViolation, 'no sign of life')
    } else if (this.#socket.ping && !this.#awaitsPong && now - this.#lastPingMs >= timing.pingIntervalMs) {
      this.#lastPingMs = now
      this.#awaitsPong = true
      this.#socket.ping()
    }
  }

  /** Ends this connection because the same charger has a newer one. */
  replace(): void {
    this.log.info('the charger has connected anew; the older connection is closed')
    this.#rpc.close()
    endSocket(this.#socket, policyViolation, 'replaced by a newer connection')
  }

  /** Ends it because this process is stopping. */
  shutDown(): void {
    this.#socket.close(goingAway, 'the central system is restarting')
  }

  /** One that floods us is read as fast as it may speak; nothing of what it says is lost. */
  #slowDown(): void {
    const { bucket, waitMs } = take(this.#bucket, messageLimits, this.#lastReceivedMs)
    this.#bucket = bucket
    if (waitMs === 0 || this.#socket.pause === undefined) return
    this.#socket.pause()
    this.#services.clock.after(waitMs, () => this.#socket.resume?.())
  }

  async #claim(): Promise<void> {
    try {
      this.#epoch = await claimConnection(this.#services, this.charger)
    } catch (error) {
      this.log.error({ error }, 'the connection could not be claimed; closing it')
      this.#socket.close(internalError, 'try again')
    }
    this.#claiming = undefined
  }

  /** The epoch of its claim, once that is made; undefined where it could not be. */
  async #claimed(): Promise<number | undefined> {
    await this.#claiming
    return this.#epoch
  }

  #greet(): void {
    this.#greetAtMs = undefined
    greet(this.#services, this.charger).catch((error: unknown) =>
      this.log.error({ error }, 'a charger that came back could not be looked after'),
    )
  }
}

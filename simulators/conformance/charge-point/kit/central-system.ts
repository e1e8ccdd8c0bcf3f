import type { TLSSocket } from 'node:tls'
import type { ActionsSentBy, Confirmation, Request } from '@colok/shared/ocpp/registry'
import type { ChargePointStatus } from '@colok/shared/ocpp/types'
import { CaseFailure } from '@colok/shared/testing/conformance/case-failure'
import { FrameLog } from '@colok/shared/testing/conformance/frame-log'
import { type RPCClient, RPCServer } from 'ocpp-rpc'
import { type Answers, defaultAnswers } from './default-answers.ts'
import { Doorway } from './doorway.ts'
import { type Fields, type FromChargePoint, mismatches } from './expectations.ts'
import { Signal } from './signal.ts'

type ToChargePoint = ActionsSentBy<'CentralSystem'>

/** A charger answers in milliseconds, a real one or one on a busy machine in seconds; later than this is never. */
const deadlineMs = 30_000
/** How long nothing must come for `expectNone` to believe that nothing comes. */
const quietMs = 1_200
const chargePointId = 'CP-CONFORMANCE-1'

export interface Received<A extends FromChargePoint = FromChargePoint> {
  readonly action: A
  readonly request: Request<A>
  readonly confirmation: Confirmation<A>
  readonly receivedAtMs: number
}

/** What a charger showed when it knocked. */
export interface Handshake {
  readonly protocols: readonly string[]
  readonly password: Buffer | undefined
  readonly tls: TLSSocket | undefined
}

interface Waiting {
  readonly within?: number
}

/**
 * The other end: a third-party OCPP library that checks every frame against the published schemas, answers as
 * scripted, and remembers in order what the charger sent. Calls are expected in their order; statuses in theirs, one
 * order for each connector, since the standard leaves open which of a status and a transaction message goes first.
 */
export class CentralSystem {
  readonly log = new FrameLog()
  readonly answers: Answers = defaultAnswers()
  readonly handshakes: Handshake[] = []
  /** Frames that broke the published schemas, and other breaches of the protocol. */
  readonly breaches: string[] = []
  /** Refuses a handshake by answering `false`. */
  admits: (handshake: Handshake) => boolean = () => true
  readonly doorway: Doorway
  readonly signal = new Signal()
  #port = 0
  #client: RPCClient | undefined
  readonly #rpc = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true, callTimeoutMs: deadlineMs })
  readonly #received: Received[] = []
  #cursor = 0
  readonly #statusCursors = new Map<number, number>()
  #handshakesSeen = 0

  constructor() {
    this.#rpc.auth((accept, reject, { protocols, password, request }) => {
      const tls = 'encrypted' in request.socket ? (request.socket as TLSSocket) : undefined
      const handshake = { protocols: [...protocols], password, tls }
      const admitted = this.admits(handshake)
      this.log.note(
        `connection over ${tls?.getProtocol() ?? 'plain TCP'} ${admitted ? 'accepted' : 'refused'}`,
      )
      if (!admitted) return reject(401, 'Unauthorized')
      this.handshakes.push(handshake)
      accept()
      this.signal.changed()
    })
    this.#rpc.on('client', (client: RPCClient) => this.#attach(client))
    this.doorway = new Doorway(
      (_, response) => response.writeHead(404).end(),
      (request, socket, head) => void this.#rpc.handleUpgrade(request, socket as never, head),
    )
  }

  async start(): Promise<void> {
    this.#port = await this.doorway.open()
  }

  async stop(): Promise<void> {
    await this.doorway.close()
  }

  /** Where the charger connects; with a password, for HTTP Basic authentication. */
  url(options: { scheme?: 'ws' | 'wss'; password?: string } = {}): string {
    const user = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`
    return `${options.scheme ?? 'ws'}://${user}127.0.0.1:${this.#port}/ocpp/${chargePointId}`
  }

  get connected(): boolean {
    return this.#client !== undefined
  }

  /** The next connection that was accepted. */
  expectConnection({ within = deadlineMs }: Waiting = {}): Promise<Handshake> {
    return this.signal.until(
      'a connection of the charger',
      () => {
        const next = this.handshakes[this.#handshakesSeen]
        if (next === undefined || this.#client === undefined) return undefined
        this.#handshakesSeen += 1
        return next
      },
      within,
    )
  }

  /** The charger knocked over TLS, and hung up on the certificate that it was shown. */
  async expectRefusedTls({ within = deadlineMs }: Waiting = {}): Promise<void> {
    const before = this.doorway.refusedTls
    this.doorway.onRefusedTls = () => this.signal.changed()
    const refused = () => (this.doorway.refusedTls > before ? true : undefined)
    await this.signal.until('the charger to refuse the certificate', refused, within)
  }

  /** The charger is gone, by its own doing. */
  async expectDisconnection({ within = deadlineMs }: Waiting = {}): Promise<void> {
    const gone = () => (this.#client === undefined ? true : undefined)
    await this.signal.until('the charger to disconnect', gone, within)
  }

  /** Calls the charger and returns its confirmation. A CALLERROR, or a confirmation that breaks the schema, fails the case. */
  async call<A extends ToChargePoint>(action: A, request: Request<A>): Promise<Confirmation<A>> {
    const outcome = await this.tryCall(action, request)
    if (typeof outcome === 'string')
      throw new CaseFailure(`${action}.req was answered by CALLERROR ${outcome}`)
    return outcome
  }

  /** Calls the charger; answers with the confirmation, or the error code of a CALLERROR. */
  async tryCall<A extends ToChargePoint>(action: A, request: Request<A>): Promise<Confirmation<A> | string> {
    const client = await this.signal.until(`a connection for ${action}`, () => this.#client, deadlineMs)
    try {
      return (await client.call(action, request)) as Confirmation<A>
    } catch (cause) {
      // The library builds its errors from the code that came; only they carry one.
      const { rpcErrorCode } = cause as { rpcErrorCode?: string }
      if (rpcErrorCode !== undefined) return rpcErrorCode
      throw new CaseFailure(`${action}.req: ${cause instanceof Error ? cause.message : String(cause)}`)
    }
  }

  /** Calls the charger and requires the `status` of its confirmation. */
  async callFor<A extends ToChargePoint>(
    action: A,
    request: Request<A>,
    status: string,
  ): Promise<Confirmation<A>> {
    const confirmation = await this.call(action, request)
    const actual = (confirmation as { status?: string }).status
    if (actual !== status) throw new CaseFailure(`${action}.conf: status is ${actual}, wanted ${status}`)
    return confirmation
  }

  /**
   * The next call of an action, after those that were expected before it. Others in between are passed over; fields
   * that are not as wanted fail the case at once. `where` tells which calls of the action are meant.
   */
  async expectCall<A extends FromChargePoint>(
    action: A,
    fields: Fields<A> = {},
    options: Waiting & { where?: (request: Request<A>) => boolean } = {},
  ): Promise<Received<A>> {
    const { index, call } = await this.#next(action, this.#cursor, options)
    this.#cursor = index + 1
    checkFields(call, fields)
    return call
  }

  /** Both calls, whichever comes first. */
  async expectBoth<A extends FromChargePoint, B extends FromChargePoint>(
    one: readonly [A, Fields<A>],
    other: readonly [B, Fields<B>],
    options: Waiting = {},
  ): Promise<[Received<A>, Received<B>]> {
    const from = this.#cursor
    const first = await this.#next(one[0], from, options)
    const second = await this.#next(other[0], from, options)
    this.#cursor = Math.max(first.index, second.index) + 1
    checkFields(first.call, one[1])
    checkFields(second.call, other[1])
    return [first.call, second.call]
  }

  /** Requires that no call of an action comes, nor has come since the last that was expected. */
  async expectNone<A extends FromChargePoint>(action: A, options: { during?: number } = {}): Promise<void> {
    await this.signal.throughout(options.during ?? quietMs, () => {
      const call = this.#received.slice(this.#cursor).find((each) => each.action === action)
      if (call !== undefined)
        throw new CaseFailure(`no ${action}.req was to come, but ${JSON.stringify(call.request)} did`)
    })
  }

  /**
   * The next status of a connector (0 is the charger). Any other than the wanted fails the case, but for those that
   * may come before (`via`); to be told the same status again is no harm.
   */
  async expectStatus(
    connectorId: number,
    wanted: ChargePointStatus | readonly ChargePointStatus[],
    options: Waiting & { via?: readonly ChargePointStatus[]; errorCode?: string } = {},
  ): Promise<Received<'StatusNotification'>> {
    const statuses = [wanted].flat()
    for (;;) {
      const from = this.#statusCursors.get(connectorId) ?? 0
      const { index, call } = await this.#next('StatusNotification', from, {
        ...options,
        where: (request) => request.connectorId === connectorId,
        what: `StatusNotification.req of connector ${connectorId} with ${statuses.join(' or ')}`,
      })
      this.#statusCursors.set(connectorId, index + 1)
      const { status, errorCode } = call.request
      if (statuses.includes(status)) {
        const code = options.errorCode ?? 'NoError'
        if (errorCode !== code)
          throw new CaseFailure(`StatusNotification.req ${status}: errorCode is ${errorCode}, wanted ${code}`)
        return call
      }
      if (!options.via?.includes(status) && status !== this.#statusBefore(connectorId, index))
        throw new CaseFailure(`connector ${connectorId} became ${status}, wanted ${statuses.join(' or ')}`)
    }
  }

  /** Everything of one action, from the start of the case. */
  calls<A extends FromChargePoint>(action: A): Received<A>[] {
    return this.#received.filter((each): each is Received<A> => each.action === action)
  }

  /** What came since the start of the case, for those who count. */
  get received(): readonly Received[] {
    return this.#received
  }

  /** From here on: what came until now is neither expected nor held against anybody. */
  skipToNow(): void {
    this.#cursor = this.#received.length
    this.#handshakesSeen = this.handshakes.length
    for (const id of this.#statusCursors.keys()) this.#statusCursors.set(id, this.#received.length)
  }

  /** Statuses before the latest boot do not count any more. */
  skipStatusesToLastBoot(): void {
    const boot = this.#received.findLastIndex(({ action }) => action === 'BootNotification')
    for (const id of this.#statusCursors.keys()) this.#statusCursors.set(id, boot + 1)
  }

  async #next<A extends FromChargePoint>(
    action: A,
    from: number,
    options: Waiting & { where?: (request: Request<A>) => boolean; what?: string },
  ): Promise<{ index: number; call: Received<A> }> {
    return this.signal.until(
      options.what ?? `${action}.req`,
      () => {
        const index = this.#received.findIndex(
          (each, at) =>
            at >= from && each.action === action && (options.where?.(each.request as Request<A>) ?? true),
        )
        return index < 0 ? undefined : { index, call: this.#received[index] as Received<A> }
      },
      options.within ?? deadlineMs,
    )
  }

  #statusBefore(connectorId: number, index: number): ChargePointStatus | undefined {
    return this.#received
      .slice(0, index)
      .findLast(
        (each): each is Received<'StatusNotification'> =>
          each.action === 'StatusNotification' &&
          (each.request as Request<'StatusNotification'>).connectorId === connectorId,
      )?.request.status
  }

  #attach(client: RPCClient): void {
    this.#client = client
    client.on('message', ({ message, outbound }) => this.log.frame(outbound ? 'CS' : 'CP', String(message)))
    client.on('strictValidationFailure', ({ method, error, outbound, isCall }) =>
      this.#breach(
        `${method}.${isCall ? 'req' : 'conf'} of the ${outbound ? 'central system' : 'charge point'} breaks its schema: ${describeViolation(error)}`,
      ),
    )
    client.on('badMessage', ({ error }) => this.#breach(`a frame that is no OCPP-J: ${error.message}`))
    client.on('close', () => {
      if (this.#client === client) this.#client = undefined
      this.log.note('connection closed')
      this.signal.changed()
    })
    client.handle(async ({ method, params }) => this.#answer(method as FromChargePoint, params))
    this.signal.changed()
  }

  #breach(what: string): void {
    this.breaches.push(what)
    this.log.note(`BREACH: ${what}`)
  }

  #answer<A extends FromChargePoint>(action: A, params: unknown): Confirmation<A> {
    const request = params as Request<A>
    const confirmation = this.answers[action](request)
    this.#received.push({ action, request, confirmation, receivedAtMs: performance.now() } as Received)
    // The answer goes out first, so that what a case does next cannot overtake it.
    setImmediate(() => this.signal.changed())
    return confirmation
  }
}

function checkFields<A extends FromChargePoint>({ action, request }: Received<A>, fields: Fields<A>): void {
  const wrong = mismatches(request, fields)
  if (wrong.length > 0) throw new CaseFailure(`${action}.req: ${wrong.join('; ')}`)
}

function describeViolation(error: { message?: string; details?: unknown }): string {
  return `${error.message ?? ''} ${JSON.stringify(error.details ?? {})}`
}

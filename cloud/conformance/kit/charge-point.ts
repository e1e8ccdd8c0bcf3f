import { isDeepStrictEqual } from 'node:util'
import type { ActionsSentBy, Confirmation, Request } from '@colok/shared/ocpp/registry'
import { CaseFailure } from '@colok/shared/testing/conformance/case-failure'
import type { FrameLog } from '@colok/shared/testing/conformance/frame-log'
import { createRPCError, RPCClient } from 'ocpp-rpc'

export type FromChargePoint = ActionsSentBy<'ChargePoint'>
export type ToChargePoint = ActionsSentBy<'CentralSystem'>

/** A central system on a busy machine answers in milliseconds; later than this is never. */
const deadlineMs = 10_000

export interface ConnectOptions {
  /** `ws://…/ocpp` or `wss://…/ocpp`; the plain one when left out. */
  readonly endpoint?: string
  readonly password?: string | null
  readonly protocols?: readonly string[]
  /** For TLS: the root that is trusted, and a certificate of the charge point's own. */
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string }
}

interface Received {
  readonly action: ToChargePoint
  readonly request: unknown
}

/**
 * The other end: a third-party OCPP library that checks each frame of either side against the published JSON schemas.
 * It answers as scripted, and every call that comes must be one that the case waits for, in that order.
 */
export class ChargePoint {
  readonly id: string
  readonly log: FrameLog
  /** What it signs in with. */
  password: string
  /** Frames that broke the published schemas. */
  readonly breaches: string[] = []
  readonly #endpoint: string
  #client: RPCClient | undefined
  readonly #answers = new Map<ToChargePoint, object>()
  readonly #received: Received[] = []
  readonly #waiting = new Set<() => void>()
  #expected = 0

  constructor(options: { id: string; endpoint: string; password: string; log: FrameLog }) {
    this.id = options.id
    this.log = options.log
    this.#endpoint = options.endpoint
    this.password = options.password
  }

  /** Connects and returns the subprotocol agreed on. Throws a CaseFailure with the HTTP status when it is refused. */
  async connect(options: ConnectOptions = {}): Promise<string | undefined> {
    const client = new RPCClient({
      endpoint: options.endpoint ?? this.#endpoint,
      identity: this.id,
      password: options.password === undefined ? this.password : options.password,
      protocols: [...(options.protocols ?? ['ocpp1.6'])],
      strictMode: ['ocpp1.6'],
      reconnect: false,
      callTimeoutMs: deadlineMs,
      wsOpts: { ...options.tls, handshakeTimeout: deadlineMs },
    } as ConstructorParameters<typeof RPCClient>[0])
    this.#listen(client)
    try {
      await client.connect()
    } catch (cause) {
      const { code } = cause as { code?: number | string }
      throw new CaseFailure(`the connection was refused: ${code ?? ''} ${(cause as Error).message}`)
    }
    this.#client = client
    this.log.note('connected')
    return client.protocol
  }

  /** Requires that a connection is refused: with this HTTP status, or before there is any HTTP. */
  async expectRefusal(status: number | 'in the TLS handshake', options: ConnectOptions): Promise<void> {
    const seen = await this.connect(options).then(
      () => 'it was let in',
      (cause: unknown) => (cause instanceof CaseFailure ? cause.message : Promise.reject(cause)),
    )
    // An HTTP status is a number; what TLS and the socket say is a word.
    const code = /refused: (\S+)/.exec(seen)?.[1]
    const fits = typeof status === 'number' ? code === String(status) : /^E/.test(code ?? '')
    if (!fits) throw new CaseFailure(`the connection was to be refused ${status}; ${seen}`)
    this.log.note(seen)
  }

  /** The line is cut, or the charge point restarts. */
  async disconnect(): Promise<void> {
    await this.#client?.close({ force: true })
    this.#client = undefined
    this.log.note('disconnected')
  }

  /** Calls the central system. A CALLERROR, or a confirmation that breaks its schema, fails the case. */
  async call<A extends FromChargePoint>(action: A, request: Request<A>): Promise<Confirmation<A>> {
    try {
      if (this.#client === undefined) throw new Error('it is not connected')
      return (await this.#client.call(action, request)) as Confirmation<A>
    } catch (cause) {
      const { rpcErrorCode, message } = cause as { rpcErrorCode?: string; message: string }
      throw new CaseFailure(`${action}.req was answered by ${rpcErrorCode ?? 'no confirmation'}: ${message}`)
    }
  }

  /** How it answers this action from now on. */
  answer<A extends ToChargePoint>(action: A, confirmation: Confirmation<A>): void {
    this.#answers.set(action, confirmation)
  }

  /** The very next call of the central system: any other action, or other fields than the wanted, fail the case. */
  async expectCall<A extends ToChargePoint>(
    action: A,
    fields: Partial<Request<A>> = {},
  ): Promise<Request<A>> {
    const call = await this.#next(action)
    if (call.action !== action) throw new CaseFailure(`${call.action}.req came, wanted ${action}.req`)
    const request = call.request as Request<A>
    for (const [name, wanted] of Object.entries(fields)) {
      const actual = (request as Readonly<Record<string, unknown>>)[name]
      if (!isDeepStrictEqual(actual, wanted))
        throw new CaseFailure(
          `${action}.req: ${name} is ${JSON.stringify(actual)}, wanted ${JSON.stringify(wanted)}`,
        )
    }
    return request
  }

  /** Calls that came and that the case has not asked for. */
  get unexpected(): string[] {
    return this.#received
      .slice(this.#expected)
      .map(({ action, request }) => `${action}.req came unasked: ${JSON.stringify(request)}`)
  }

  async #next(action: ToChargePoint): Promise<Received> {
    const index = this.#expected
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (this.#received.length <= index) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new CaseFailure(`${action}.req: not within ${deadlineMs / 1000} s`))
      }, deadlineMs)
      this.#waiting.add(look)
      look()
    })
    this.#expected += 1
    return this.#received[index] as Received
  }

  #listen(client: RPCClient): void {
    client.on('message', ({ message, outbound }) => this.log.frame(outbound ? 'CP' : 'CS', String(message)))
    client.on('strictValidationFailure', ({ method, error, outbound, isCall }) =>
      this.breaches.push(
        `${method}.${isCall ? 'req' : 'conf'} of the ${outbound ? 'charge point' : 'central system'} breaks its schema: ${error.message}`,
      ),
    )
    client.on('badMessage', ({ error }) => this.breaches.push(`a frame that is no OCPP-J: ${error.message}`))
    client.handle(async ({ method, params }) => this.#take(method as ToChargePoint, params))
  }

  #take(action: ToChargePoint, request: unknown): object {
    this.#received.push({ action, request })
    // The answer goes out first, so that what a case does next cannot overtake it.
    setImmediate(() => {
      for (const look of [...this.#waiting]) look()
    })
    const answer = this.#answers.get(action)
    if (answer === undefined) throw createRPCError('NotImplemented')
    return answer
  }
}

import type { Request } from '@colok/shared/ocpp/registry'
import { type CallResult, Rpc, type RpcProblem } from '@colok/shared/ocpp/rpc'
import type { Cancel, Clock, Random } from '@colok/shared/time'
import type { CallPurpose, CallPurposes } from '../core/events.ts'
import type { SecurityEventType } from '../core/security-events.ts'
import { type CallDesk, handlers } from './handlers.ts'
import type { DialSocket, OcppSocket, SocketTarget } from './socket.ts'

/** Mobile networks answer in seconds or not at all. */
const callTimeoutMs = 30_000
/** One transaction message, statuses of four sockets, heartbeat, and what was triggered. */
const maxQueuedCalls = 64
/** A pong later than this means that the line is dead, whatever TCP says. */
const pongTimeoutMs = 20_000
const firstRetryMs = 1_000
const longestRetryMs = 60_000

export interface ConnectionOptions {
  readonly dial: DialSocket
  readonly clock: Clock
  readonly random: Random
  readonly newMessageId: () => string
  /** Asked before each attempt, since the keys may have changed. */
  readonly target: () => SocketTarget
  /** WebSocketPingInterval; 0 is never. */
  readonly pingIntervalMs: () => number
  readonly desk: CallDesk
  readonly onLink: (link: 'down' | 'up', why: LinkChange) => void
  readonly onProblem: (problem: RpcProblem) => void
  readonly onFrame: (direction: 'in' | 'out', text: string) => void
}

interface LinkChange {
  readonly reason: string
  /** It was dialled in vain. */
  readonly neverOpened: boolean
  readonly securityEvent?: SecurityEventType
}

/**
 * Keeps a socket to the central system: dials, listens, and dials again for ever, with back-off and jitter so that
 * a thousand chargers do not come back in the same second.
 */
export class Connection {
  readonly #options: ConnectionOptions
  #live: Live | undefined
  #wanted = false
  #failures = 0
  #retry: Cancel | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#wanted) return
    this.#wanted = true
    this.#dial()
  }

  stop(): void {
    this.#wanted = false
    this.#retry?.()
    this.#live?.drop('closed by this charger')
  }

  /** Drops the socket, once the answers that are due have gone, and dials anew with the keys of then. */
  restart(): void {
    this.afterAnswers(() => {
      this.#failures = 0
      this.#live?.drop('the connection is set up anew')
    })
  }

  /** Runs when no answer to the central system is due any more: at once, when none is. */
  afterAnswers(run: () => void): void {
    if (this.#live === undefined) run()
    else this.#live.afterAnswers(run)
  }

  /** Calls the central system; resolves `closed` when there is no socket. */
  call<A extends CallPurposes[CallPurpose]>(action: A, request: Request<A>): Promise<CallResult<A>> {
    return this.#live?.call(action, request) ?? Promise.resolve({ kind: 'closed' })
  }

  #dial(): void {
    this.#retry = undefined
    this.#live = new Live(this.#options, {
      onOpen: () => {
        this.#failures = 0
        this.#options.onLink('up', { reason: 'connected', neverOpened: false })
      },
      onClose: (change) => this.#closed(change),
    })
    this.#live.open()
  }

  #closed(change: LinkChange): void {
    this.#live = undefined
    this.#options.onLink('down', change)
    if (!this.#wanted) return
    const ceilingMs = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures)
    this.#failures += 1
    const delayMs = ceilingMs / 2 + (ceilingMs / 2) * this.#options.random()
    this.#retry = this.#options.clock.after(delayMs, () => this.#dial())
  }
}

interface LiveListener {
  onOpen(): void
  onClose(change: LinkChange): void
}

/** One socket's life; a late event of an old one can touch nothing of the next. */
class Live {
  readonly #options: ConnectionOptions
  readonly #listener: LiveListener
  readonly #rpc: Rpc<'ChargePoint', CallDesk>
  #socket: OcppSocket | undefined
  #state: 'dialling' | 'open' | 'closed' = 'dialling'
  #pingTimer: Cancel | undefined
  #pongTimer: Cancel | undefined
  /** Calls of the central system without an answer yet: what they set in motion must not overtake the answer. */
  #answersOwed = 0
  #held: (() => void)[] = []
  /** What came from the socket and is not taken in yet, the end of the connection included. */
  readonly #inbox: (() => void)[] = []
  #settling: Cancel | undefined

  constructor(options: ConnectionOptions, listener: LiveListener) {
    this.#options = options
    this.#listener = listener
    this.#rpc = new Rpc({
      role: 'ChargePoint',
      handlers,
      context: { ask: (call) => this.#ask(call) },
      send: (text) => this.#send(text),
      clock: options.clock,
      newMessageId: options.newMessageId,
      callTimeoutMs,
      maxQueuedCalls,
      onFrame: options.onFrame,
      onProblem: options.onProblem,
    })
  }

  open(): void {
    this.#socket = this.#options.dial(this.#options.target(), {
      onOpen: () => this.#opened(),
      onMessage: (text) => this.#came(() => this.#receive(text)),
      onPong: () => this.#pongTimer?.(),
      onClose: (reason, securityEvent) => this.#came(() => this.#closed(reason, securityEvent)),
    })
  }

  #came(takeIn: () => void): void {
    this.#inbox.push(takeIn)
    this.#takeIn()
  }

  #takeIn(): void {
    while (this.#settling === undefined) {
      const next = this.#inbox.shift()
      if (next === undefined) return
      next()
    }
  }

  /**
   * Frames are ordered (OCPP-J §4.1): what an answer brings about holds before the next frame is read, also where
   * both came in one segment. The answer reaches its caller by promises, so the next frame waits for the next turn of
   * the event loop.
   */
  #receive(text: string): void {
    if (this.#state !== 'open') return
    this.#rpc.receive(text)
    if (!isAnswer(text)) return
    this.#settling = this.#options.clock.after(0, () => {
      this.#settling = undefined
      this.#takeIn()
    })
  }

  call<A extends CallPurposes[CallPurpose]>(action: A, request: Request<A>): Promise<CallResult<A>> {
    if (this.#state !== 'open') return Promise.resolve({ kind: 'closed' })
    return new Promise((resolve) =>
      this.afterAnswers(() => resolve(this.#rpc.call(action, request).then((result) => this.#heed(result)))),
    )
  }

  /**
   * A socket that takes nothing is at its end, whether or not it has said so: who calls again at once would be refused
   * again at once, and its own word of the end would never be read.
   */
  #heed<Result extends { readonly kind: string }>(result: Result): Result {
    if (result.kind === 'closed' && this.#state === 'open') this.drop('the socket takes no more')
    return result
  }

  afterAnswers(run: () => void): void {
    if (this.#answersOwed === 0) run()
    else this.#held.push(run)
  }

  drop(reason: string): void {
    this.#socket?.close()
    this.#closed(reason)
  }

  #opened(): void {
    if (this.#state !== 'dialling') return
    this.#state = 'open'
    this.#schedulePing()
    this.#listener.onOpen()
  }

  #closed(reason: string, securityEvent?: SecurityEventType): void {
    if (this.#state === 'closed') return
    const neverOpened = this.#state === 'dialling'
    this.#state = 'closed'
    this.#pingTimer?.()
    this.#pongTimer?.()
    this.#settling?.()
    this.#settling = undefined
    this.#inbox.length = 0
    this.#rpc.close()
    this.#release()
    this.#listener.onClose({ reason, neverOpened, ...(securityEvent === undefined ? {} : { securityEvent }) })
  }

  #ask(call: Parameters<CallDesk['ask']>[0]) {
    this.#answersOwed += 1
    return this.#options.desk.ask(call)
  }

  #send(text: string): void {
    this.#socket?.send(text)
    if (!isAnswer(text) || this.#answersOwed === 0) return
    this.#answersOwed -= 1
    if (this.#answersOwed === 0) this.#release()
  }

  #release(): void {
    const held = this.#held
    this.#held = []
    for (const run of held) run()
  }

  #schedulePing(): void {
    const intervalMs = this.#options.pingIntervalMs()
    if (intervalMs === 0) return
    this.#pingTimer = this.#options.clock.after(intervalMs, () => {
      this.#socket?.ping()
      this.#pongTimer = this.#options.clock.after(pongTimeoutMs, () => this.drop('no pong: the line is dead'))
      this.#schedulePing()
    })
  }
}

/** A CALLRESULT or CALLERROR. */
function isAnswer(text: string): boolean {
  return /^\s*\[\s*[34]/.test(text)
}

import type { Clock } from '../time.ts'
import {
  type BadFrame,
  callErrorText,
  lenientMaxMessageIdLength,
  maxMessageIdLength,
  parseFrame,
  unreadableMessageId,
} from './frame.ts'
import { IncomingCalls } from './incoming-calls.ts'
import { type CallResult, OutgoingCalls } from './outgoing-calls.ts'
import type { RpcProblem } from './problem.ts'
import type { ActionsSentBy, Handlers, Peer, Request } from './registry.ts'
import type { Validation } from './validation.ts'

export type { CallResult, RpcProblem, Validation }

export interface RpcOptions<P extends Peer, Context> {
  /** Which end this is. */
  readonly role: P
  readonly handlers: Handlers<P, Context>
  /** Handed to every handler: whose connection this is. */
  readonly context: Context
  /** Hands one text message to the socket. May throw when the socket is closed. */
  readonly send: (text: string) => void
  readonly clock: Clock
  /** Unlike any other on this connection, at most 36 characters. */
  readonly newMessageId: () => string
  /** From sending a call to giving up on its answer. */
  readonly callTimeoutMs: number
  /** Calls of ours that may wait behind the one under way; more are `full`. */
  readonly maxQueuedCalls: number
  /** How the peer's payloads are judged. Default `strict`. */
  readonly validation?: Validation
  /** Calls of the peer that may wait behind the one being served; more get a GenericError. Default 16. */
  readonly maxWaitingCalls?: number
  /** How long a handler may take before the peer gets an InternalError. Default 30,000 ms. */
  readonly handlerTimeoutMs?: number
  /** The longest text that is read, in UTF-16 units. Default 65,536. */
  readonly maxTextLength?: number
  /** Every text as it came and as it went, for raw logs. */
  readonly onFrame?: (direction: 'in' | 'out', text: string) => void
  /** Everything on the line that was not as specified: for logs, counters and security events. */
  readonly onProblem?: (problem: RpcProblem) => void
}

// OCPP-J 1.6 lets a peer have one call under way: a queue of more than a few is a peer gone wrong.
const defaultMaxWaitingCalls = 16
// Peers give up on a call after 30 to 60 s; an answer after that helps nobody.
const defaultHandlerTimeoutMs = 30_000
// The largest messages of 1.6 are certificate chains of 10,000 characters and lists of some hundred idTags.
const defaultMaxTextLength = 65_536

/**
 * One end of an OCPP-J 1.6 conversation, either one, over any socket. Calls go out one at a time; the peer's calls are
 * served one at a time; an answer reaches the call that it answers or none. Nothing that the peer sends makes `receive`
 * throw or keeps the next message from being served.
 *
 * @example
 * const rpc = new Rpc({ role: "ChargePoint", handlers, context, send: (text) => socket.send(text), clock,
 *   newMessageId: randomUUID, callTimeoutMs: 30_000, maxQueuedCalls: 100 });
 * socket.on("message", (text) => rpc.receive(String(text)));
 * socket.on("close", () => rpc.close());
 * const result = await rpc.call("Heartbeat", {});
 */
export class Rpc<P extends Peer, Context> {
  readonly #options: RpcOptions<P, Context>
  readonly #outgoing: OutgoingCalls
  readonly #incoming: IncomingCalls<P, Context>
  readonly #limits: { maxTextLength: number; maxMessageIdLength: number }
  #closed = false

  constructor(options: RpcOptions<P, Context>) {
    this.#options = options
    const { role, clock, validation = 'strict' } = options
    const common = {
      role,
      clock,
      validation,
      send: (text: string) => this.#send(text),
      report: (problem: RpcProblem) => this.#report(problem),
    }
    this.#outgoing = new OutgoingCalls({
      ...common,
      newMessageId: options.newMessageId,
      callTimeoutMs: options.callTimeoutMs,
      maxQueuedCalls: options.maxQueuedCalls,
    })
    this.#incoming = new IncomingCalls({
      ...common,
      handlers: options.handlers,
      context: options.context,
      maxWaitingCalls: options.maxWaitingCalls ?? defaultMaxWaitingCalls,
      handlerTimeoutMs: options.handlerTimeoutMs ?? defaultHandlerTimeoutMs,
    })
    this.#limits = {
      maxTextLength: options.maxTextLength ?? defaultMaxTextLength,
      maxMessageIdLength: validation === 'strict' ? maxMessageIdLength : lenientMaxMessageIdLength,
    }
  }

  /**
   * Sends a call when its turn comes, and resolves when it has ended. Never rejects. With `messageId` a call that timed
   * out can be sent again as the same message.
   */
  async call<A extends ActionsSentBy<P>>(
    action: A,
    request: Request<A>,
    options: { readonly timeoutMs?: number; readonly messageId?: string } = {},
  ): Promise<CallResult<A>> {
    const result = await this.#outgoing.call(action, request, options)
    // The queue keeps calls of all actions; the answer was judged by the schema of this one's action.
    return result as CallResult<A>
  }

  /** Takes one whole text message from the socket. Never throws. */
  receive(text: string): void {
    if (this.#closed) return
    try {
      this.#options.onFrame?.('in', text)
      const frame = parseFrame(text, this.#limits)
      switch (frame.kind) {
        case 'call':
          this.#incoming.received({ ...frame, text })
          break
        case 'callResult':
        case 'callError':
          this.#outgoing.answered(frame)
          break
        case 'bad':
          this.#receivedBad(frame)
      }
    } catch (cause) {
      this.#report({
        kind: 'internalFailure',
        messageId: undefined,
        action: undefined,
        cause,
        description: 'A message could not be taken in; dropped.',
      })
    }
  }

  /** The connection has ended: every call, under way or waiting, is `closed`, and so are later ones. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#outgoing.close()
    this.#incoming.close()
  }

  #receivedBad(frame: BadFrame): void {
    const { messageId, code, problem } = frame
    const answer = frame.of === 'call' || frame.of === 'unknown'
    this.#report({
      kind: 'badFrame',
      messageId,
      action: undefined,
      code,
      description: `A text that is no OCPP-J frame, ${answer ? `answered ${code}` : 'dropped'}: ${problem}.`,
    })
    if (answer)
      this.#send(
        callErrorText(messageId ?? unreadableMessageId, {
          code,
          description: problem,
        }),
      )
    else if (frame.of === 'answer') this.#outgoing.answeredBadly(frame)
  }

  #send(text: string): boolean {
    try {
      this.#options.onFrame?.('out', text)
      this.#options.send(text)
      return true
    } catch (cause) {
      this.#report({
        kind: 'sendFailed',
        messageId: undefined,
        action: undefined,
        cause,
        description: 'The socket did not take a message.',
      })
      return false
    }
  }

  /** A logger that fails must not take the connection with it. */
  #report(problem: RpcProblem): void {
    try {
      this.#options.onProblem?.(problem)
    } catch {
      // There is nobody left to tell.
    }
  }
}

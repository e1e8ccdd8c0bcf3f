import {
  type BadFrame,
  callErrorText,
  lenientMaxMessageIdLength,
  maxMessageIdLength,
  parseFrame,
  unreadableMessageId,
} from './frame.ts'
import { IncomingCalls, type IncomingCallsOptions } from './incoming-calls.ts'
import { report, sendText } from './line.ts'
import { type CallResult, OutgoingCalls, type OutgoingCallsOptions } from './outgoing-calls.ts'
import type { RpcProblem } from './problem.ts'
import type { ActionsSentBy, Peer, Request } from './registry.ts'
import type { Validation } from './validation.ts'

export type { CallResult, RpcProblem, Validation }

/** One object for each connection: nothing of it is copied. */
export interface RpcOptions<P extends Peer, Context>
  extends IncomingCallsOptions<P, Context>,
    OutgoingCallsOptions<P> {
  /** The longest text that is read, in UTF-16 units. Default 65,536. */
  readonly maxTextLength?: number
}

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
  #closed = false

  constructor(options: RpcOptions<P, Context>) {
    this.#options = options
    this.#outgoing = new OutgoingCalls(options)
    this.#incoming = new IncomingCalls(options)
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
      const { validation, maxTextLength = defaultMaxTextLength } = this.#options
      this.#options.onFrame?.('in', text)
      const frame = parseFrame(text, {
        maxTextLength,
        maxMessageIdLength: longestMessageId(validation),
      })
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
      report(this.#options, {
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
    report(this.#options, {
      kind: 'badFrame',
      messageId,
      action: undefined,
      code,
      description: `A text that is no OCPP-J frame, ${answer ? `answered ${code}` : 'dropped'}: ${problem}.`,
    })
    if (answer)
      sendText(
        this.#options,
        callErrorText(messageId ?? unreadableMessageId, {
          code,
          description: problem,
        }),
      )
    else if (frame.of === 'answer') this.#outgoing.answeredBadly(frame)
  }
}

function longestMessageId(validation: Validation | undefined): number {
  return validation === undefined || validation === 'strict' ? maxMessageIdLength : lenientMaxMessageIdLength
}

import type { Clock } from '../time.ts'
import { RpcError, type RpcErrorCode } from './errors.ts'
import { callErrorText, callResultText } from './frame.ts'
import { type Line, report, sendText } from './line.ts'
import { type Action, type Handlers, isAction, maySend, type Peer, registry } from './registry.ts'
import { judge, type Validation } from './validation.ts'
import { violation } from './violations.ts'

export interface IncomingCallsOptions<P extends Peer, Context> extends Line {
  /** Which end this is. */
  readonly role: P
  readonly handlers: Handlers<P, Context>
  /** Handed to every handler: whose connection this is. */
  readonly context: Context
  readonly clock: Clock
  /** How the peer's payloads are judged. Default `strict`. */
  readonly validation?: Validation
  /** Calls of the peer that may wait behind the one being served; more get a GenericError. Default 16. */
  readonly maxWaitingCalls?: number
  /** How long a handler may take before the peer gets an InternalError. Default 30,000 ms. */
  readonly handlerTimeoutMs?: number
}

// OCPP-J 1.6 lets a peer have one call under way: a queue of more than a few is a peer gone wrong.
const defaultMaxWaitingCalls = 16
// Peers give up on a call after 30 to 60 s; an answer after that helps nobody.
const defaultHandlerTimeoutMs = 30_000

export interface IncomingCall {
  readonly messageId: string
  readonly action: string
  readonly payload: unknown
  /** The whole message, to tell a retransmission from another call with the same id. */
  readonly text: string
}

/** Once types have done their work, a handler is this. */
type AnyHandler<Context> = (request: object, context: Context) => unknown

/**
 * The peer's calls: answered one at a time, in the order in which they came, each exactly once. OCPP-J lets a peer have
 * one call under way; one that sends more is served all the same, as many as may wait.
 */
export class IncomingCalls<P extends Peer, Context> {
  readonly #options: IncomingCallsOptions<P, Context>
  /** The first is being served. */
  readonly #calls: IncomingCall[] = []
  #closed = false

  constructor(options: IncomingCallsOptions<P, Context>) {
    this.#options = options
  }

  received(call: IncomingCall): void {
    const options = this.#options
    const { maxWaitingCalls = defaultMaxWaitingCalls } = options
    const { messageId, action } = call
    const twin = this.#calls.find((waiting) => waiting.messageId === messageId)
    if (twin !== undefined) {
      const retransmitted = twin.text === call.text
      report(options, {
        kind: 'duplicateCall',
        messageId,
        action,
        description: retransmitted
          ? `${action} ${messageId} came again before it was answered; one answer serves both.`
          : `${action} has the id ${messageId} of a call that waits for its answer; served after it.`,
      })
      if (retransmitted) return
    }
    // The first in the list is not waiting: it is being served.
    if (this.#calls.length > maxWaitingCalls) {
      const description = `${maxWaitingCalls} calls wait already`
      report(options, {
        kind: 'tooManyCalls',
        messageId,
        action,
        code: 'GenericError',
        description: `${action} ${messageId} refused: ${description}.`,
      })
      sendText(options, callErrorText(messageId, { code: 'GenericError', description }))
      return
    }
    this.#calls.push(call)
    if (this.#calls.length === 1) this.#serve()
  }

  /** Whoever is being served finishes; the answer goes nowhere. */
  close(): void {
    this.#closed = true
    this.#calls.length = 0
  }

  #serve(): void {
    for (let call = this.#calls[0]; call !== undefined; call = this.#calls[0]) {
      const text = this.#answer(call)
      if (text === undefined) return
      this.#send(text)
    }
  }

  #send(text: string): void {
    if (this.#closed) return
    // Its place is free when it is sent: a peer that calls again before the line returns waits, and is served once.
    sendText(this.#options, text)
    this.#calls.shift()
  }

  /** The answer, or undefined where the handler still works on it. Never throws: whatever goes wrong is a CALLERROR. */
  #answer(call: IncomingCall): string | undefined {
    try {
      const { role, handlers, context } = this.#options
      const { action } = call
      if (!isAction(action)) return this.#refuse(call, 'NotImplemented', 'no action of OCPP 1.6')
      const sender: Peer = role === 'ChargePoint' ? 'CentralSystem' : 'ChargePoint'
      // The type owes a handler for every action that the other peer may send; JavaScript does not.
      const handler = (handlers as Partial<Record<Action, AnyHandler<Context>>>)[action]
      if (!maySend(sender, action) || handler === undefined)
        return this.#refuse(call, 'NotSupported', `a ${role} does not serve this action`)
      const request = this.#checked(call, action)
      if (request.kind === 'refused') return this.#refuse(call, request.code, request.description)
      const outcome = handler(request.value, context)
      // A handler that answers at once costs no timer and no turn of the queue.
      if (!isThenable(outcome)) return this.#confirm(call, action, outcome)
      this.#answerLater(call, action, outcome)
      return undefined
    } catch (error) {
      return this.#failed(call, error)
    }
  }

  /** Answers when the handler has, or when its time is over; then the next call has its turn. */
  #answerLater(call: IncomingCall, action: Action, promised: PromiseLike<unknown>): void {
    const { clock, handlerTimeoutMs = defaultHandlerTimeoutMs } = this.#options
    let answered = false
    const end = (text: string): void => {
      answered = true
      this.#send(text)
      this.#serve()
    }
    const cancel = clock.after(handlerTimeoutMs, () => end(this.#giveUp(call)))
    promised.then(
      (outcome) => {
        if (answered) return
        cancel()
        end(this.#confirm(call, action, outcome))
      },
      (error: unknown) => {
        if (answered) return
        cancel()
        end(this.#failed(call, error))
      },
    )
  }

  #checked(
    call: IncomingCall,
    action: Action,
  ): { kind: 'accepted'; value: object } | { kind: 'refused'; code: RpcErrorCode; description: string } {
    const { messageId } = call
    const { validation = 'strict' } = this.#options
    const judgement = judge(registry[action].request, call.payload, validation)
    switch (judgement.kind) {
      case 'valid':
        break
      case 'repaired': {
        const { leniencies } = judgement
        report(this.#options, {
          kind: 'leniencyUsed',
          messageId,
          action,
          leniencies,
          description: `${action}.req ${messageId} put right (${leniencies.join(', ')}): ${judgement.violation.description}.`,
        })
        break
      }
      case 'unchecked':
        report(this.#options, {
          kind: 'uncheckedPayload',
          messageId,
          action,
          description: `${action}.req ${messageId} passed on unchecked: ${judgement.violation.description}.`,
        })
        break
      case 'refused':
        return { kind: 'refused', ...judgement.violation }
    }
    return { kind: 'accepted', value: judgement.value }
  }

  /** Never throws: what a handler gave may be anything. */
  #confirm(call: IncomingCall, action: Action, outcome: unknown): string {
    try {
      return this.#confirmed(call, action, outcome)
    } catch (error) {
      return this.#failed(call, error)
    }
  }

  #confirmed(call: IncomingCall, action: Action, outcome: unknown): string {
    const { messageId } = call
    const result = registry[action].confirmation.safeParse(outcome)
    if (result.success) return callResultText(messageId, result.data)
    const { description } = violation(outcome, result.error.issues)
    report(this.#options, {
      kind: 'invalidOwnConfirmation',
      messageId,
      action,
      description: `Our ${action}.conf to ${messageId} breaks its schema, answered InternalError: ${description}.`,
    })
    return callErrorText(messageId, internalError)
  }

  #refuse(call: IncomingCall, code: RpcErrorCode, description: string): string {
    const { messageId, action } = call
    report(this.#options, {
      kind: 'refusedCall',
      messageId,
      action,
      code,
      description: `${action} ${messageId} answered ${code}: ${description}.`,
    })
    return callErrorText(messageId, { code, description })
  }

  #giveUp(call: IncomingCall): string {
    const { messageId, action } = call
    report(this.#options, {
      kind: 'handlerTooSlow',
      messageId,
      action,
      description: `No answer to ${action} ${messageId} from its handler in ${this.#options.handlerTimeoutMs ?? defaultHandlerTimeoutMs} ms; answered InternalError.`,
    })
    return callErrorText(messageId, internalError)
  }

  /** What a handler chose to say is said; anything else that it threw stays with us. */
  #failed(call: IncomingCall, error: unknown): string {
    const { messageId, action } = call
    if (error instanceof RpcError) {
      const { code, details } = error
      const text = this.#refuse(call, code, error.message)
      try {
        return callErrorText(messageId, {
          code,
          description: error.message,
          details,
        })
      } catch {
        return text
      }
    }
    report(this.#options, {
      kind: 'handlerFailed',
      messageId,
      action,
      cause: error,
      description: `The handler of ${action} failed on ${messageId}; answered InternalError.`,
    })
    return callErrorText(messageId, internalError)
  }
}

const internalError = {
  code: 'InternalError',
  description: 'the call could not be served',
} as const

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

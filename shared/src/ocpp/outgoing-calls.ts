import type { Cancel, Clock } from '../time.ts'
import { canonicalErrorCode } from './errors.ts'
import { type BadFrame, callText, type Frame, maxMessageIdLength } from './frame.ts'
import { type Line, report, sendText } from './line.ts'
import { type Action, type Confirmation, maySend, type Peer, registry } from './registry.ts'
import { judge, type Validation } from './validation.ts'
import { violation } from './violations.ts'

/** How a call ended. Only `confirmed` carries an answer that satisfies its schema (but for log-only validation). */
export type CallResult<A extends Action> =
  | { readonly kind: 'confirmed'; readonly confirmation: Confirmation<A> }
  /** The peer answered with a CALLERROR; `code` is in the spelling of 1.6 where it is a code of 1.6. */
  | {
      readonly kind: 'error'
      readonly code: string
      readonly description: string
      readonly details: unknown
    }
  /** No answer in time. Whether the peer has acted on the call is unknown. */
  | { readonly kind: 'timeout' }
  /** The connection ended first. If the call had been sent, whether the peer has acted on it is unknown. */
  | { readonly kind: 'closed' }
  /** The request breaks its schema and was not sent, or the answer does. */
  | { readonly kind: 'invalid'; readonly problem: string }
  /** As many calls as may wait are waiting; this one was not queued. */
  | { readonly kind: 'full' }

export interface OutgoingCallsOptions<P extends Peer = Peer> extends Line {
  /** Which end this is. */
  readonly role: P
  readonly clock: Clock
  /** Unlike any other on this connection, at most 36 characters. */
  newMessageId(): string
  /** From sending a call to giving up on its answer. */
  readonly callTimeoutMs: number
  /** Calls of ours that may wait behind the one under way; more are `full`. */
  readonly maxQueuedCalls: number
  /** How the peer's payloads are judged. Default `strict`. */
  readonly validation?: Validation
}

interface Call {
  readonly messageId: string
  readonly action: Action
  readonly text: string
  readonly timeoutMs: number
  readonly resolve: (result: CallResult<Action>) => void
}

// How many calls without an answer are remembered, so that a late answer can be told from a made-up one.
const maxAbandoned = 100

/** The calls of this peer: they wait in a queue, one is under way, and each ends in exactly one `CallResult`. */
export class OutgoingCalls {
  readonly #options: OutgoingCallsOptions
  readonly #queue: Call[] = []
  #underWay: { readonly call: Call; readonly cancelTimeout: Cancel } | undefined
  /** Timed-out calls by message id: what was sent. Made for the first one: of ten thousand chargers few have any. */
  #abandoned: Map<string, string> | undefined
  #closed = false

  constructor(options: OutgoingCallsOptions) {
    this.#options = options
  }

  call(
    action: Action,
    request: unknown,
    options: { readonly timeoutMs?: number; readonly messageId?: string },
  ): Promise<CallResult<Action>> {
    const { promise, resolve } = Promise.withResolvers<CallResult<Action>>()
    const refused = this.#enqueue(action, request, { ...options, resolve })
    if (refused === undefined) this.#sendNext()
    else resolve(refused)
    return promise
  }

  close(): void {
    this.#closed = true
    const calls = this.#queue.splice(0)
    if (this.#underWay !== undefined) {
      this.#underWay.cancelTimeout()
      calls.unshift(this.#underWay.call)
      this.#underWay = undefined
    }
    this.#abandoned = undefined
    for (const { resolve } of calls) resolve({ kind: 'closed' })
  }

  answered(frame: Exclude<Frame, { kind: 'call' | 'bad' }>): void {
    const call = this.#callAnsweredBy(frame.messageId)
    if (call === undefined) return
    if (frame.kind === 'callResult') this.#end(this.#judged(call, frame.payload))
    else {
      const { description, details } = frame
      const code = canonicalErrorCode(frame.code)
      if (code === undefined)
        this.#report(call, 'unknownErrorCode', 'answered with an error code that OCPP-J 1.6 does not know')
      this.#end({
        kind: 'error',
        code: code ?? frame.code,
        description,
        details,
      })
    }
  }

  /** An answer that is no frame still ends the call that it names: there will not be another. */
  answeredBadly(frame: BadFrame): void {
    if (frame.messageId !== undefined && frame.messageId === this.#underWay?.call.messageId)
      this.#end({ kind: 'invalid', problem: frame.problem })
  }

  /** Tells why a call cannot be queued; queues it otherwise. */
  #enqueue(
    action: Action,
    request: unknown,
    options: {
      readonly timeoutMs?: number
      readonly messageId?: string
      readonly resolve: (result: CallResult<Action>) => void
    },
  ): CallResult<Action> | undefined {
    const { role, callTimeoutMs, maxQueuedCalls } = this.#options
    if (this.#closed) return { kind: 'closed' }
    if (!maySend(role, action)) return { kind: 'invalid', problem: `a ${role} does not send ${action}` }
    const parsed = registry[action].request.safeParse(request)
    if (!parsed.success)
      return {
        kind: 'invalid',
        problem: violation(request, parsed.error.issues).description,
      }
    if (this.#underWay !== undefined && this.#queue.length >= maxQueuedCalls) return { kind: 'full' }

    const messageId = options.messageId ?? this.#options.newMessageId()
    const text = callText(messageId, action, parsed.data)
    const problem = this.#unusable(messageId, text)
    if (problem !== undefined) return { kind: 'invalid', problem }
    const { timeoutMs = callTimeoutMs, resolve } = options
    this.#queue.push({ messageId, action, text, timeoutMs, resolve })
    return
  }

  /** A message id may come back only for the same call again: an answer to the first one then fits the second. */
  #unusable(messageId: string, text: string): string | undefined {
    if (messageId.length < 1 || messageId.length > maxMessageIdLength)
      return `a message id has 1 to ${maxMessageIdLength} characters, not ${messageId.length}`
    const waiting = [this.#underWay?.call, ...this.#queue].some((call) => call?.messageId === messageId)
    if (waiting) return `message id ${messageId} is in use by a call that waits`
    const earlier = this.#abandoned?.get(messageId)
    if (earlier !== undefined && earlier !== text) return `message id ${messageId} was used for another call`
    return
  }

  #sendNext(): void {
    while (this.#underWay === undefined) {
      const call = this.#queue.shift()
      if (call === undefined) return
      this.#underWay = {
        call,
        cancelTimeout: this.#options.clock.after(call.timeoutMs, () => this.#timeOut(call)),
      }
      const sent = sendText(this.#options, call.text)
      // A socket in memory may have brought the answer before it failed.
      if (!sent && this.#underWay?.call === call) this.#settle({ kind: 'closed' })
    }
  }

  #timeOut(call: Call): void {
    this.#abandoned ??= new Map()
    this.#abandoned.set(call.messageId, call.text)
    if (this.#abandoned.size > maxAbandoned) {
      const [oldest] = this.#abandoned.keys()
      if (oldest !== undefined) this.#abandoned.delete(oldest)
    }
    this.#end({ kind: 'timeout' })
  }

  #end(result: CallResult<Action>): void {
    this.#settle(result)
    this.#sendNext()
  }

  #settle(result: CallResult<Action>): void {
    const underWay = this.#underWay
    this.#underWay = undefined
    underWay?.cancelTimeout()
    underWay?.call.resolve(result)
  }

  #callAnsweredBy(messageId: string): Call | undefined {
    const call = this.#underWay?.call
    if (call?.messageId === messageId) return call
    if (this.#abandoned?.delete(messageId))
      report(this.#options, {
        kind: 'lateAnswer',
        messageId,
        action: undefined,
        description: `Answer to call ${messageId} came after its deadline; dropped.`,
      })
    else
      report(this.#options, {
        kind: 'unknownAnswer',
        messageId,
        action: undefined,
        description: `Answer to call ${messageId}, which was not made; dropped.`,
      })
    return
  }

  #judged(call: Call, payload: unknown): CallResult<Action> {
    const { confirmation: schema } = registry[call.action]
    const judgement = judge(schema, payload, this.#options.validation ?? 'strict')
    switch (judgement.kind) {
      case 'valid':
        break
      case 'repaired': {
        const { leniencies } = judgement
        report(this.#options, {
          kind: 'leniencyUsed',
          messageId: call.messageId,
          action: call.action,
          leniencies,
          description: `${call.action}.conf put right (${leniencies.join(', ')}): ${judgement.violation.description}.`,
        })
        break
      }
      case 'unchecked':
        this.#report(call, 'uncheckedPayload', `passed on unchecked: ${judgement.violation.description}`)
        break
      case 'refused': {
        const problem = judgement.violation.description
        this.#report(call, 'invalidConfirmation', `refused: ${problem}`)
        return { kind: 'invalid', problem }
      }
    }
    return {
      kind: 'confirmed',
      confirmation: judgement.value as Confirmation<Action>,
    }
  }

  #report(
    call: Call,
    kind: 'unknownErrorCode' | 'uncheckedPayload' | 'invalidConfirmation',
    what: string,
  ): void {
    const { messageId, action } = call
    report(this.#options, {
      kind,
      messageId,
      action,
      description: `${action}.conf to call ${messageId} ${what}.`,
    })
  }
}

import type { RpcErrorCode } from './errors.ts'

// OCPP-J 1.6 §4.2. [2, id, action, payload] | [3, id, payload] | [4, id, code, description, details]
const call = 2
const callResult = 3
const callError = 4

/** The greatest length of a message id: OCPP-J 1.6 §4.1.4. */
export const maxMessageIdLength = 36

/** Some chargers prefix their message ids with serial numbers; anything longer than this is not an id. */
export const lenientMaxMessageIdLength = 255

/** In a CALLERROR to a text whose id cannot be read. */
export const unreadableMessageId = '-1'

const maxDescriptionLength = 255

export type Frame =
  | {
      readonly kind: 'call'
      readonly messageId: string
      readonly action: string
      readonly payload: unknown
    }
  | {
      readonly kind: 'callResult'
      readonly messageId: string
      readonly payload: unknown
    }
  | {
      readonly kind: 'callError'
      readonly messageId: string
      readonly code: string
      readonly description: string
      readonly details: unknown
    }
  | BadFrame

/**
 * A text that is no frame. `of` says what it was meant to be, as far as it can be told: a bad `answer` must never be
 * answered, or two broken peers would answer each other for ever.
 */
export interface BadFrame {
  readonly kind: 'bad'
  readonly of: 'call' | 'answer' | 'unknownMessageType' | 'unknown'
  /** As much as could be read of it. */
  readonly messageId: string | undefined
  readonly code: RpcErrorCode
  readonly problem: string
}

export interface FrameLimits {
  /** In UTF-16 units. */
  readonly maxTextLength: number
  readonly maxMessageIdLength: number
}

/** Reads one text message. Never throws; whatever is wrong with the text is in the `bad` frame. */
export function parseFrame(text: string, limits: FrameLimits): Frame {
  if (text.length > limits.maxTextLength)
    return badText(text, `a text of ${text.length} characters; the limit is ${limits.maxTextLength}`)
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return badText(text, 'not JSON')
  }
  if (!Array.isArray(message)) return badText(text, 'not a JSON array')
  const [type, messageId] = message as unknown[]
  if (typeof type !== 'number') return badText(text, 'the message type is not a number')
  if (type !== call && type !== callResult && type !== callError)
    return {
      kind: 'bad',
      of: 'unknownMessageType',
      messageId: undefined,
      code: 'FormationViolation',
      problem: `message type ${type} is none of 2, 3 and 4`,
    }

  const of = type === call ? 'call' : 'answer'
  if (typeof messageId !== 'string')
    return bad(of, undefined, 'FormationViolation', 'the message id is no text')
  if (messageId.length < 1 || messageId.length > limits.maxMessageIdLength)
    return bad(
      of,
      messageId.length <= lenientMaxMessageIdLength ? messageId : undefined,
      'FormationViolation',
      `a message id has 1 to ${limits.maxMessageIdLength} characters, not ${messageId.length}`,
    )
  if (type === call) return callFrom(message, messageId)
  if (type === callResult) return callResultFrom(message, messageId)
  return callErrorFrom(message, messageId)
}

function callFrom(message: unknown[], messageId: string): Frame {
  const [, , action, payload] = message
  if (message.length < 4)
    return bad('call', messageId, 'ProtocolError', `a CALL has 4 elements, not ${message.length}`)
  if (message.length > 4)
    return bad('call', messageId, 'FormationViolation', `a CALL has 4 elements, not ${message.length}`)
  if (typeof action !== 'string') return bad('call', messageId, 'FormationViolation', 'the action is no text')
  return { kind: 'call', messageId, action, payload }
}

function callResultFrom(message: unknown[], messageId: string): Frame {
  if (message.length !== 3)
    return bad(
      'answer',
      messageId,
      'FormationViolation',
      `a CALLRESULT has 3 elements, not ${message.length}`,
    )
  return { kind: 'callResult', messageId, payload: message[2] }
}

/** Description and details are often left out in the field, and a refusal is a refusal without them. */
function callErrorFrom(message: unknown[], messageId: string): Frame {
  const [, , code, description, details] = message
  if (typeof code !== 'string')
    return bad('answer', messageId, 'FormationViolation', 'the error code of a CALLERROR is no text')
  return {
    kind: 'callError',
    messageId,
    code,
    description: typeof description === 'string' ? description : '',
    details: details ?? {},
  }
}

// What can be told of a text that is cut short or too long: its type and its id, when they stand where they should.
const head = /^\s*\[\s*([234])\s*,\s*"([^"\\]{1,36})"/

function badText(text: string, problem: string): BadFrame {
  const match = head.exec(text.slice(0, 200))
  if (!match) return bad('unknown', undefined, 'FormationViolation', problem)
  const of = match[1] === String(call) ? 'call' : 'answer'
  return bad(of, match[2], 'FormationViolation', problem)
}

function bad(
  of: BadFrame['of'],
  messageId: string | undefined,
  code: RpcErrorCode,
  problem: string,
): BadFrame {
  return { kind: 'bad', of, messageId, code, problem }
}

export function callText(messageId: string, action: string, payload: object): string {
  return JSON.stringify([call, messageId, action, payload])
}

export function callResultText(messageId: string, payload: object): string {
  return JSON.stringify([callResult, messageId, payload])
}

/** The description is cut at the 255 characters that OCPP-J allows. */
export function callErrorText(
  messageId: string,
  error: {
    readonly code: RpcErrorCode
    readonly description: string
    readonly details?: object
  },
): string {
  return JSON.stringify([
    callError,
    messageId,
    error.code,
    error.description.slice(0, maxDescriptionLength),
    error.details ?? {},
  ])
}

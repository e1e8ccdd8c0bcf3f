import { rpcErrorCodes } from '@colok/shared/ocpp/errors'
import { maySend, registry } from '@colok/shared/ocpp/registry'
import type { Validation } from '@colok/shared/ocpp/validation'
import { publishedSchemas } from '@colok/shared/testing/published-schemas'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

// What the specification has a peer answer, judged from the text alone, by the published schemas and not by ours.

/** The greatest length of a text that is read, and of a message id. */
const maxTextLength = 65_536
const maxIdLength = 36
const maxLenientIdLength = 255

/** What stands for the id in an answer to a text whose id cannot be read. */
const unreadableId = '-1'

/** What may come back. */
export type RightAnswer =
  | { readonly kind: 'none' }
  /** A CALLERROR with one of these codes. */
  | { readonly kind: 'refusal'; readonly id: string; readonly codes: ReadonlySet<string> }
  /** A CALLRESULT that its schema allows, or a refusal with one of these codes. */
  | {
      readonly kind: 'served'
      readonly id: string
      readonly action: string
      readonly codes: ReadonlySet<string>
    }

const ajv = new Ajv({ allErrors: true, strict: false, verbose: true })
addFormats.default(ajv)
const validators = new Map<string, ValidateFunction>(
  publishedSchemas.map(({ action, part, schema }) => [`${action} ${part}`, ajv.compile(schema as object)]),
)

/** What a handler itself may say of a payload that is as specified: a connector that no post has, a wrong request. */
const ofHandlers: ReadonlySet<string> = new Set([
  'PropertyConstraintViolation',
  'SecurityError',
  'GenericError',
])

const none: RightAnswer = { kind: 'none' }

export function rightAnswer(text: string, validation: Validation): RightAnswer {
  const message = parsed(text)
  if (message === undefined) return ofUnreadable(text)
  const [type, id, action, payload] = message
  if (typeof type !== 'number') return ofUnreadable(text)
  if (type !== 2) return none
  const longest = validation === 'strict' ? maxIdLength : maxLenientIdLength
  if (typeof id !== 'string' || id.length < 1 || id.length > longest) {
    const readable = typeof id === 'string' && id.length <= maxLenientIdLength
    return refusal(readable ? id : unreadableId, 'FormationViolation')
  }
  if (message.length < 4) return refusal(id, 'ProtocolError')
  if (message.length > 4 || typeof action !== 'string') return refusal(id, 'FormationViolation')
  if (!Object.hasOwn(registry, action)) return refusal(id, 'NotImplemented')
  if (!maySend('ChargePoint', action as keyof typeof registry)) return refusal(id, 'NotSupported')
  const codes = violationsOf(action, payload)
  if (codes.size === 0) return { kind: 'served', id, action, codes: ofHandlers }
  if (validation === 'strict') return { kind: 'refusal', id, codes }
  // What is put right is served, and what log-only validation passes on, if its handler can make sense of it.
  return { kind: 'served', id, action, codes: new Set([...codes, ...ofHandlers]) }
}

/** What is wrong with an answer; undefined when it is right. */
export function complaintAbout(answer: unknown, right: RightAnswer): string | undefined {
  if (!Array.isArray(answer)) return 'the answer is no frame'
  const [type, , third, description, details] = answer as unknown[]
  if (type === 4) {
    if (answer.length !== 5 || typeof description !== 'string' || description.length > 255)
      return 'the CALLERROR is not as OCPP-J has it'
    if (typeof details !== 'object' || details === null) return 'the details of the CALLERROR are no object'
    if (!(rpcErrorCodes as readonly unknown[]).includes(third)) return `${third} is no code of 1.6`
    if (right.kind === 'none') return 'nothing was to be answered'
    return right.codes.has(String(third)) ? undefined : `${third} is none of ${[...right.codes].join(', ')}`
  }
  if (type !== 3 || answer.length !== 3) return 'the answer is neither CALLRESULT nor CALLERROR'
  if (right.kind !== 'served') return 'it was to be refused'
  const validate = validators.get(`${right.action} confirmation`)
  return validate?.(third) === true
    ? undefined
    : `the confirmation breaks its schema: ${ajv.errorsText(validate?.errors)}`
}

function parsed(text: string): unknown[] | undefined {
  if (text.length > maxTextLength) return undefined
  try {
    const message: unknown = JSON.parse(text)
    return Array.isArray(message) ? message : undefined
  } catch {
    return undefined
  }
}

/** Of a text that is no frame, the type and the id may still be read where they should stand. */
function ofUnreadable(text: string): RightAnswer {
  const head = /^\s*\[\s*([234])\s*,\s*"([^"\\]{1,36})"/.exec(text.slice(0, 200))
  if (head !== null && head[1] !== '2') return none
  return refusal(head?.[2] ?? unreadableId, 'FormationViolation')
}

function refusal(id: string, code: string): RightAnswer {
  return { kind: 'refusal', id, codes: new Set([code]) }
}

/** The codes that OCPP-J 1.6 §4.2.3 has for what the published schema finds wrong; none for a payload that is right. */
function violationsOf(action: string, payload: unknown): Set<string> {
  const validate = validators.get(`${action} request`)
  if (validate === undefined) throw new Error(`there is no published schema of ${action}`)
  const codes = new Set<string>()
  if (!validate(payload))
    for (const error of validate.errors ?? []) if (!isInTheErrata(error)) codes.add(codeOf(error))
  if (hasUnsafeInteger(payload)) codes.add('PropertyConstraintViolation').add('TypeConstraintViolation')
  return codes
}

/** The errata of 1.6 added a unit; the schemas were not published again. */
function isInTheErrata({ keyword, instancePath, data }: ErrorObject): boolean {
  return keyword === 'enum' && instancePath.endsWith('/unit') && data === 'Hertz'
}

function codeOf({ keyword, instancePath, params }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return 'FormationViolation'
    case 'required':
    case 'minItems':
    case 'maxItems':
      return 'OccurenceConstraintViolation'
    case 'type':
      return instancePath === '' && params.type === 'object'
        ? 'FormationViolation'
        : 'TypeConstraintViolation'
    default:
      return 'PropertyConstraintViolation'
  }
}

/** No field of OCPP 1.6 lies deeper; a text may nest deeper than the stack holds. */
const deepestField = 8

/** JSON numbers lose digits beyond 2^53, so we refuse them where the published schemas do not look. */
function hasUnsafeInteger(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null || depth > deepestField) return false
  return Object.values(value).some((inner) => hasUnsafeInteger(inner, depth + 1))
}

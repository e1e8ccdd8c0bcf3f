import type { z } from 'zod'
import type { RpcErrorCode } from './errors.ts'

type Issue = z.core.$ZodIssue

/** What a peer is told of a payload that breaks its schema: the first violation decides the code. */
export interface Violation {
  readonly code: RpcErrorCode
  /** Names the fields and what was expected of them; holds none of the values. */
  readonly description: string
}

const maxIssuesNamed = 3

/** Puts zod's account of a refusal in the words of OCPP-J 1.6 §4.2.3. */
export function violation(payload: unknown, issues: readonly Issue[]): Violation {
  const [first] = issues
  if (first === undefined) return { code: 'FormationViolation', description: 'not as specified' }
  const named = issues.slice(0, maxIssuesNamed).map((issue) => `${fieldName(issue.path)}: ${issue.message}`)
  const more = issues.length - named.length
  if (more > 0) named.push(`and ${more} more`)
  return { code: codeOf(payload, first), description: named.join('; ') }
}

function codeOf(payload: unknown, issue: Issue): RpcErrorCode {
  // A payload that is no object, or has a property too many, is not built as the PDU of its action.
  if (issue.path.length === 0 && issue.code !== 'unrecognized_keys') return 'FormationViolation'
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'FormationViolation'
    case 'invalid_type':
      return valueAt(payload, issue.path) === undefined
        ? 'OccurenceConstraintViolation'
        : 'TypeConstraintViolation'
    case 'invalid_value': {
      const value = valueAt(payload, issue.path)
      if (value === undefined) return 'OccurenceConstraintViolation'
      return typeof value === 'string' ? 'PropertyConstraintViolation' : 'TypeConstraintViolation'
    }
    case 'too_small':
    case 'too_big':
      return issue.origin === 'array' ? 'OccurenceConstraintViolation' : 'PropertyConstraintViolation'
    default:
      return 'PropertyConstraintViolation'
  }
}

/** What a payload holds at a path of names and indices; `undefined` where it has nothing. */
export function valueAt(payload: unknown, path: readonly PropertyKey[]): unknown {
  let value = payload
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

/** `meterValue[0].sampledValue[2].unit`, or `payload` for the whole. */
function fieldName(path: readonly PropertyKey[]): string {
  let name = ''
  for (const key of path) {
    if (typeof key === 'number') name += `[${key}]`
    else name += name === '' ? String(key) : `.${String(key)}`
  }
  return name === '' ? 'payload' : name
}

import type { z } from 'zod'
import { repair } from './leniencies.ts'
import { type Violation, violation } from './violations.ts'

/**
 * How a peer's payloads are judged, chosen per charger model. `strict`: as the specification says. `lenient`: what the
 * table of leniencies can put right passes too, put right. `log-only`: any JSON object passes, and what does not satisfy
 * its schema arrives as it is, whatever the handler's types promise.
 */
export type Validation = 'strict' | 'lenient' | 'log-only'

export type Judgement =
  | { readonly kind: 'valid'; readonly value: object }
  | {
      readonly kind: 'repaired'
      readonly value: object
      readonly leniencies: readonly string[]
      readonly violation: Violation
    }
  | {
      readonly kind: 'unchecked'
      readonly value: object
      readonly violation: Violation
    }
  | { readonly kind: 'refused'; readonly violation: Violation }

/** Judges a payload that came as JSON. Does not change it. */
export function judge(schema: z.ZodObject, payload: unknown, validation: Validation): Judgement {
  const result = schema.safeParse(payload)
  if (result.success) return { kind: 'valid', value: result.data }
  const { issues } = result.error
  const found = violation(payload, issues)
  if (validation === 'strict') return { kind: 'refused', violation: found }

  const outcome = repair(schema, payload, issues)
  if (outcome.kind === 'repaired')
    return {
      kind: 'repaired',
      value: outcome.value,
      leniencies: outcome.used,
      violation: found,
    }
  if (validation === 'log-only' && typeof payload === 'object' && payload !== null && !Array.isArray(payload))
    return { kind: 'unchecked', value: payload, violation: found }
  return { kind: 'refused', violation: found }
}

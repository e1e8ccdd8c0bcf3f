import type { ValidationTargets } from 'hono'
import { describeRoute, resolver, validator } from 'hono-openapi'
import type { z } from 'zod'
import { Problem, ProblemSchema } from './problem.ts'

/** Describes a route that answers `schema` as JSON, and the refusals that any route may give. */
export function answers(
  schema: z.ZodType,
  about: {
    summary: string
    tag: string
    description?: string
    status?: 200 | 201
  },
) {
  return describeRoute({
    summary: about.summary,
    ...(about.description !== undefined && { description: about.description }),
    tags: [about.tag],
    responses: {
      [about.status ?? 200]: {
        description: about.summary,
        content: { 'application/json': { schema: resolver(schema) } },
      },
      default: {
        description: 'A refusal',
        content: {
          'application/problem+json': { schema: resolver(ProblemSchema) },
        },
      },
    },
  })
}

/** Checks one part of the request; what is wrong with it becomes a problem body that names each field. */
export function checked<Schema extends z.ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) {
  return validator(target, schema, (result) => {
    if (result.success) return refuseNul(result.data)
    const errors = result.error.map((issue) => ({
      path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      message: issue.message,
    }))
    throw new Problem('invalid-request', `The ${target} is not as described; see errors.`, errors)
  })
}

/** No text that a person types has a NUL in it, and PostgreSQL keeps none. */
export function refuseNul(data: unknown): void {
  if (JSON.stringify(data)?.includes('\\u0000'))
    throw new Problem('invalid-request', 'A text may not hold the character U+0000.')
}

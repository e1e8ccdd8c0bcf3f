import type { Context } from 'hono'
import { z } from 'zod'
import { knownRefusal } from './refusals/catalogue.ts'
import type { Refusal } from './refusals/refusal.ts'

/** The body of every refusal (RFC 9457). */
export const ProblemSchema = z
  .object({
    type: z.string().meta({
      description: 'What kind of problem, as a URN that stays the same.',
    }),
    title: z.string(),
    status: z.int(),
    code: z.string().optional().meta({
      description: 'Which refusal it is, the same for as long as it is refused; not there for a rare one.',
      example: 'wallet-frozen',
    }),
    detail: z.string().optional().meta({ description: 'What happened here, and what to do.' }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Each thing that is wrong with the request.' }),
  })
  .meta({ id: 'Problem' })

const kinds = {
  'invalid-request': { status: 400, title: 'The request is not as described' },
  unauthorized: { status: 401, title: 'A valid key is needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  'code-needed': { status: 403, title: 'A fresh code is needed' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'It cannot be done here' },
  conflict: { status: 409, title: 'It contradicts what is known' },
  gone: { status: 410, title: 'It is over' },
  'key-reused': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  exists: { status: 412, title: 'It is there already' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-large': { status: 413, title: 'The request is too large' },
  unexpected: { status: 500, title: 'Something failed on our side' },
  unavailable: { status: 503, title: 'Not possible just now' },
} as const

export type ProblemKind = keyof typeof kinds

/** Thrown by a route to answer with a problem body. */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly errors: readonly { path: string; message: string }[] | undefined
  constructor(kind: ProblemKind, detail: string, errors?: readonly { path: string; message: string }[]) {
    super(detail)
    this.name = 'Problem'
    this.kind = kind
    this.errors = errors
  }

  get status() {
    return kinds[this.kind].status
  }

  /** Which refusal it is, and what it says to people; undefined where the catalogue does not have it. */
  get known() {
    return knownRefusal(this.message)
  }

  /** What it says in a language; undefined where there are no words but those of its kind. */
  in(language: keyof Refusal): string | undefined {
    return language === 'en' ? this.message || undefined : this.known?.[language]
  }
}

const typePrefix = 'urn:colok:problem:'

/** The kind of a refusal by the `type` of its body. */
export function problemKindOf(type: string): ProblemKind {
  const kind = type.slice(typePrefix.length)
  return Object.hasOwn(kinds, kind) ? (kind as ProblemKind) : 'unexpected'
}

export function problemResponse(c: Context, problem: Problem): Response {
  const { status, title } = kinds[problem.kind]
  const code = problem.known?.code
  const body = {
    type: `${typePrefix}${problem.kind}`,
    title,
    status,
    ...(code !== undefined && { code }),
    detail: problem.message,
    ...(problem.errors && { errors: problem.errors }),
  }
  return c.body(JSON.stringify(body), status, {
    'Content-Type': 'application/problem+json',
  })
}

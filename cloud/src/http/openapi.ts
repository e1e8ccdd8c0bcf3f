import type { Handler, Hono } from 'hono'
import { type GenerateSpecOptions, generateSpecs } from 'hono-openapi'

/** The head of `/openapi.json`; the rest comes from the routes' own schemas. */
const options: Partial<GenerateSpecOptions> = {
  documentation: {
    info: {
      title: 'Colok',
      version: '1',
      description:
        'The operator API of the central system. Every call needs the operator key as a bearer token: the system printed it at its first start. Money is whole rupiah, energy whole Wh, instants are UTC. Refusals are problem bodies (RFC 9457). Lists are paged by cursor. Every POST takes an `Idempotency-Key` header: the same request with the same key acts once, within a day, and gets the first answer again.',
    },
    components: {
      securitySchemes: { operatorKey: { type: 'http', scheme: 'bearer' } },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' },
          description: 'Acts once with each key within a day.',
        },
      },
    },
    security: [{ operatorKey: [] }],
  },
  defaultValidationErrorResponse: false,
}

/** `/openapi.json`: the description of everything that `app` serves, made at the first request. */
export function openApiRoute(app: Hono): Handler {
  let description: ReturnType<typeof describe> | undefined
  return async (c) => {
    description ??= describe(app)
    return c.json(await description)
  }
}

/** Every POST of the API takes an Idempotency-Key; the one for everybody, which uses a code up, needs none. */
async function describe(app: Hono) {
  const specification = await generateSpecs(app, options)
  for (const [path, item] of Object.entries(specification.paths ?? {})) {
    const post = item?.post
    if (post === undefined || !path.startsWith('/api/v1/') || path === '/api/v1/claims') continue
    post.parameters = [...(post.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }]
  }
  return specification
}

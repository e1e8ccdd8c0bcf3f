import type { GenerateSpecOptions } from 'hono-openapi'

/** The head of `/openapi.json`; the rest comes from the routes' own schemas. */
export const openApiOptions: Partial<GenerateSpecOptions> = {
  documentation: {
    info: {
      title: 'Colok',
      version: '1',
      description:
        'The operator API of the central system. Every call needs the operator key as a bearer token: the system printed it at its first start. Money is whole rupiah, energy whole Wh, instants are UTC. Refusals are problem bodies (RFC 9457). Lists are paged by cursor. Every POST takes an `Idempotency-Key` header: the same request with the same key acts once, within a day, and gets the first answer again.',
    },
    components: {
      securitySchemes: { operatorKey: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ operatorKey: [] }],
  },
  defaultValidationErrorResponse: false,
}

import published from 'ocpp-rpc/lib/schemas/ocpp1_6.json' with { type: 'json' }
import type { Action } from '../ocpp/registry.ts'
import type { JsonSchema } from './json-schema-payloads.ts'

export interface PublishedSchema {
  readonly action: Action
  readonly part: 'request' | 'confirmation'
  readonly schema: JsonSchema
}

/**
 * The 78 JSON schemas of OCPP 1.6 and its security whitepaper, as another project ships them: the oracle of our own.
 * Their ids, `urn:Authorize.req`, are no valid URNs and are left out.
 */
export const publishedSchemas: readonly PublishedSchema[] = (
  published as (JsonSchema & { $id: string })[]
).map(({ $id, ...schema }) => {
  const [name, part] = $id.replace('urn:', '').split('.')
  return {
    action: name as Action,
    part: part === 'req' ? 'request' : 'confirmation',
    schema,
  }
})

import { isDeepStrictEqual } from 'node:util'
import type { ActionsSentBy, Request } from '@colok/shared/ocpp/registry'

export type FromChargePoint = ActionsSentBy<'ChargePoint'>

/** What fields of a request must be: a value, one of a list of values, or `undefined` for a field that is left out. */
export type Fields<A extends FromChargePoint> = {
  readonly [K in keyof Request<A>]?: Request<A>[K] | readonly Request<A>[K][] | undefined
}

/** The fields that are not as wanted, in words; empty when all are. */
export function mismatches<A extends FromChargePoint>(request: Request<A>, fields: Fields<A>): string[] {
  return Object.entries(fields).flatMap(([name, wanted]) => {
    const actual = (request as Readonly<Record<string, unknown>>)[name]
    const fits = Array.isArray(wanted)
      ? wanted.some((each) => isDeepStrictEqual(each, actual))
      : isDeepStrictEqual(wanted, actual)
    return fits
      ? []
      : [`${name} is ${show(actual)}, wanted ${Array.isArray(wanted) ? oneOf(wanted) : show(wanted)}`]
  })
}

function oneOf(values: readonly unknown[]): string {
  return `one of ${values.map(show).join(', ')}`
}

function show(value: unknown): string {
  return value === undefined ? 'left out' : JSON.stringify(value)
}

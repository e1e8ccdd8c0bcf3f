import { z } from 'zod'

/** Who may send a call. `DataTransfer` alone goes both ways. */
export type Sender = 'ChargePoint' | 'CentralSystem' | 'either'

/** One action of OCPP 1.6: who sends it, what it carries, what answers it. */
export interface CallDefinition<
  A extends string = string,
  S extends Sender = Sender,
  Req extends z.ZodObject = z.ZodObject,
  Conf extends z.ZodObject = z.ZodObject,
> {
  readonly action: A
  readonly sender: S
  /** Where the action is specified: document and section. */
  readonly spec: string
  /** Compiled: `safeParse` costs what generated code costs, and runs zod's own parser only to explain a refusal. */
  readonly request: Req
  readonly confirmation: Conf
}

/**
 * Declares one action. The schemas come back compiled, on first use, so that a charger's small computer does not pay
 * at start for actions that it never sees.
 *
 * @example
 * const Heartbeat = defineCall({
 *   action: "Heartbeat", sender: "ChargePoint", spec: "OCPP 1.6 §4.6",
 *   request: z.strictObject({}), confirmation: z.strictObject({ currentTime: DateTime }),
 * });
 */
export function defineCall<
  const A extends string,
  const S extends Sender,
  Req extends z.ZodObject,
  Conf extends z.ZodObject,
>(definition: CallDefinition<A, S, Req, Conf>): CallDefinition<A, S, Req, Conf> {
  let request: Req | undefined
  let confirmation: Conf | undefined
  return {
    action: definition.action,
    sender: definition.sender,
    spec: definition.spec,
    get request() {
      request ??= compiled(definition.request)
      return request
    },
    get confirmation() {
      confirmation ??= compiled(definition.confirmation)
      return confirmation
    },
  }
}

/**
 * The same schema with generated code in front. Where code cannot be generated (a runtime that forbids `new Function`),
 * the schema is returned as it came: slower, never different.
 */
export function compiled<S extends z.ZodType>(schema: S): S {
  try {
    return z.compile(schema, { strict: true })
  } catch {
    return schema
  }
}

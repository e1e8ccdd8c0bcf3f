/** The CALLERROR codes of OCPP-J 1.6 §4.2.3, with the specification's own spelling. */
export const rpcErrorCodes = [
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'FormationViolation',
  'PropertyConstraintViolation',
  'OccurenceConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
] as const

export type RpcErrorCode = (typeof rpcErrorCodes)[number]

// Corrected in later versions of OCPP; peers that speak both send these on 1.6 sockets too.
const laterSpellings: ReadonlyMap<string, RpcErrorCode> = new Map([
  ['FormatViolation', 'FormationViolation'],
  ['OccurrenceConstraintViolation', 'OccurenceConstraintViolation'],
])

/** The code that a peer meant, in the spelling of 1.6; `undefined` for a word that is no code of OCPP-J 1.6. */
export function canonicalErrorCode(code: string): RpcErrorCode | undefined {
  return rpcErrorCodes.find((known) => known === code) ?? laterSpellings.get(code)
}

/**
 * Thrown by a handler to answer its call with a CALLERROR of its choice.
 *
 * @example throw new RpcError("NotSupported", "no diagnostics on this model")
 */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: RpcErrorCode
  /** Sent to the peer as it is: nothing secret, nothing that JSON cannot carry. */
  readonly details: object

  /** `message` is sent as the description, cut at 255 characters. */
  constructor(code: RpcErrorCode, message = '', details: object = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/** Wraps a confirmation as the answer to a call. */
export function confirm<T>(confirmation: T): {
  readonly kind: 'confirmed'
  readonly confirmation: T
} {
  return { kind: 'confirmed', confirmation }
}

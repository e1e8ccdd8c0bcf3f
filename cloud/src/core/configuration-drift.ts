/** A configuration key as a charger tells it (OCPP 1.6 §7.29). */
export interface ConfigurationKey {
  readonly key: string
  readonly readonly: boolean
  readonly value?: string | undefined
}

export interface KeyDrift {
  readonly key: string
  readonly wanted: string
  /** Undefined for a key that the charger does not have, or does not show. */
  readonly actual: string | undefined
  readonly state: 'same' | 'different' | 'readOnly' | 'unknownKey'
}

/** A secret: written by its own command, never read back, never part of a template. */
export const secretKeys: readonly string[] = ['authorizationkey']

/** Compares what a charger has with what it should have. Keys compare without case, as OCPP 1.6 §7.6 has it. */
export function configurationDrift(
  wanted: Readonly<Record<string, string>>,
  told: readonly ConfigurationKey[],
): KeyDrift[] {
  const byKey = new Map(told.map((one) => [one.key.toLowerCase(), one]))
  return Object.entries(wanted).map(([key, value]) => {
    const known = byKey.get(key.toLowerCase())
    return { key, wanted: value, actual: known?.value, state: stateOf(value, known) }
  })
}

function stateOf(wanted: string, known: ConfigurationKey | undefined): KeyDrift['state'] {
  if (known === undefined) return 'unknownKey'
  if (isSame(wanted, known.value)) return 'same'
  return known.readonly ? 'readOnly' : 'different'
}

/** Lists in another order and booleans in another case mean the same. */
function isSame(wanted: string, actual: string | undefined): boolean {
  if (actual === undefined) return false
  return canonical(wanted) === canonical(actual)
}

function canonical(value: string): string {
  const parts = value.split(',').map((part) => part.trim().toLowerCase())
  return parts.length > 1 ? parts.sort().join(',') : (parts[0] ?? '')
}

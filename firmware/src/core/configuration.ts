import {
  type ConfigurationKey,
  configurationKeys,
  isConfigurationKey,
  type KeyDefinition,
  listOf,
  type MeasurandName,
  problemWithValue,
} from './configuration-keys.ts'
import { profileInForce } from './security-profile.ts'
import type { ChargerState } from './state.ts'

type Configured = Pick<ChargerState, 'configuration' | 'security' | 'settings'>

/**
 * The value in force: what ChangeConfiguration set, else what the configuration file gives, else the default. Keys
 * that follow from the hardware come from `settings`.
 */
export function textOf(state: Configured, key: ConfigurationKey): string {
  if (key === 'NumberOfConnectors') return String(state.settings.connectors)
  if (key === 'SecurityProfile' && state.security !== null) return String(profileInForce(state.security))
  const definition: KeyDefinition = configurationKeys[key]
  return state.configuration[key] ?? state.settings.keyDefaults[key] ?? definition.default
}

export function integerOf(state: Configured, key: ConfigurationKey): number {
  return Number(textOf(state, key))
}

export function flagOf(state: Configured, key: ConfigurationKey): boolean {
  return textOf(state, key).toLowerCase() === 'true'
}

export function measurandsOf(state: Configured, key: ConfigurationKey): MeasurandName[] {
  return listOf(textOf(state, key)) as MeasurandName[]
}

/** What a read-only key is from the start: as the configuration file has it, else the default. */
export function presetOf(keys: Readonly<Record<string, string>>, key: ConfigurationKey): string {
  return keys[key] ?? configurationKeys[key].default
}

/**
 * Splits the `keys` of a configuration file into those that hold and one sentence for each that does not. A
 * read-only key may be preset here, since the file describes the charger; a wrong value may not.
 */
export function checkKeyDefaults(keys: Readonly<Record<string, string>>): {
  keyDefaults: Partial<Record<ConfigurationKey, string>>
  problems: string[]
} {
  const keyDefaults: Partial<Record<ConfigurationKey, string>> = {}
  const problems: string[] = []
  for (const [key, value] of Object.entries(keys)) {
    const problem = isConfigurationKey(key) ? problemWithValue(key, value) : 'this charger has no such key'
    if (problem !== undefined) problems.push(`${key}: ${problem}`)
    else if (isConfigurationKey(key)) keyDefaults[key] = value
  }
  return { keyDefaults, problems }
}

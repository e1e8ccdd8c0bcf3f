import type { Request } from '@colok/shared/ocpp/registry'
import { textOf } from '../configuration.ts'
import {
  type ConfigurationKey,
  configurationKeys,
  isConfigurationKey,
  type KeyDefinition,
} from '../configuration-keys.ts'
import type { Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.8. Without keys, all of them; a write-only key is told without its value. */
export function getConfiguration({ state }: Turn, { key }: Request<'GetConfiguration'>) {
  const asked = key === undefined || key.length === 0 ? Object.keys(configurationKeys) : key
  const known = asked.filter(isConfigurationKey)
  const unknownKey = asked.filter((name) => !isConfigurationKey(name))
  const configurationKey = known.map((name: ConfigurationKey) => {
    const definition: KeyDefinition = configurationKeys[name]
    const value = definition.secret ? {} : { value: textOf(state, name).slice(0, 500) }
    return { key: name, readonly: definition.readOnly === true, ...value }
  })
  return confirm({
    ...(configurationKey.length > 0 ? { configurationKey } : {}),
    ...(unknownKey.length > 0 ? { unknownKey } : {}),
  })
}

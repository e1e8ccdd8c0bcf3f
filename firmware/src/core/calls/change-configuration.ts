import type { Request } from '@colok/shared/ocpp/registry'
import {
  type ConfigurationKey,
  configurationKeys,
  isConfigurationKey,
  type KeyDefinition,
  problemWithValue,
} from '../configuration-keys.ts'
import { armClockAligned, armSampling } from '../sampling.ts'
import { scheduleHeartbeat } from '../station.ts'
import { emit, log, patch, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.3. A new value holds at once, but for the few keys that say RebootRequired. */
export function changeConfiguration(turn: Turn, { key, value }: Request<'ChangeConfiguration'>) {
  if (!isConfigurationKey(key)) return confirm({ status: 'NotSupported' } as const)
  const definition: KeyDefinition = configurationKeys[key]
  const problem = definition.readOnly ? 'it is read-only' : problemWithValue(key, value)
  if (problem !== undefined) {
    log(turn, 'warn', `Configuration of ${key} refused: ${problem}`)
    return confirm({ status: 'Rejected' } as const)
  }
  patch(turn, {
    configuration: { ...turn.state.configuration, [key]: value.trim() },
  })
  log(turn, 'info', `Configuration changed: ${key}`, definition.secret ? {} : { value })
  applyAtOnce(turn, key)
  return confirm({
    status: definition.rebootRequired ? 'RebootRequired' : 'Accepted',
  } as const)
}

function applyAtOnce(turn: Turn, key: ConfigurationKey): void {
  if (key === 'HeartbeatInterval') scheduleHeartbeat(turn)
  if (key === 'ClockAlignedDataInterval') armClockAligned(turn)
  if (key === 'MeterValueSampleInterval') for (const { id } of turn.state.connectors) armSampling(turn, id)
  if (key === 'AuthorizationKey') emit(turn, { kind: 'reconnect' })
}

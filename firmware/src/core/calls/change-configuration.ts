import type { Request } from '@colok/shared/ocpp/registry'
import {
  type ConfigurationKey,
  configurationKeys,
  isConfigurationKey,
  type KeyDefinition,
  problemWithValue,
} from '../configuration-keys.ts'
import { armClockAligned, armSampling } from '../sampling.ts'
import { changeSecurityProfile, putKeyOnTrial, reconnect } from '../security.ts'
import { raiseSecurityEvent } from '../security-log.ts'
import { scheduleHeartbeat } from '../station.ts'
import { log, patch, type Turn } from '../turn.ts'
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
  if (key === 'SecurityProfile') return confirm(raised(turn, value))
  if (key === 'AuthorizationKey') putKeyOnTrial(turn)
  patch(turn, {
    configuration: { ...turn.state.configuration, [key]: value.trim() },
  })
  log(turn, 'info', `Configuration changed: ${key}`, definition.secret ? {} : { value })
  applyAtOnce(turn, key)
  return confirm({
    status: definition.rebootRequired ? 'RebootRequired' : 'Accepted',
  } as const)
}

/** Not a value to keep: it holds once a connection under it has been proven. */
function raised(turn: Turn, value: string) {
  const problem = changeSecurityProfile(turn, value)
  if (problem === undefined) return { status: 'Accepted' } as const
  log(turn, 'warn', `Configuration of SecurityProfile refused: ${problem}`)
  return { status: 'Rejected' } as const
}

function applyAtOnce(turn: Turn, key: ConfigurationKey): void {
  if (key === 'HeartbeatInterval') scheduleHeartbeat(turn)
  if (key === 'ClockAlignedDataInterval') armClockAligned(turn)
  if (key === 'MeterValueSampleInterval') for (const { id } of turn.state.connectors) armSampling(turn, id)
  if (key !== 'AuthorizationKey') return
  raiseSecurityEvent(turn, 'ReconfigurationOfSecurityParameters', key)
  reconnect(turn)
}

import type { Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import { compositeSchedule } from '../composite-schedule.ts'
import { integerOf } from '../configuration.ts'
import { allowedUnits, limitedConnector, profilesOf } from '../smart-charging.ts'
import type { Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.7: from now on, in the unit that is asked for, or else the first that this charger takes. */
export function getCompositeSchedule({ state, now }: Turn, request: Request<'GetCompositeSchedule'>) {
  const { connectorId, duration } = request
  const { settings, connectors } = state
  const units = allowedUnits(state)
  const unit = request.chargingRateUnit ?? units[0] ?? 'W'
  const exists = connectorId >= 0 && connectorId <= connectors.length
  if (!exists || duration < 1 || !units.includes(unit) || now.wall === 'unsynced')
    return confirm({ status: 'Rejected' } as const)
  const chargingSchedule = compositeSchedule(
    profilesOf(state),
    {
      connectorId,
      connectors: connectors.map((each) => limitedConnector(each, now)),
      from: now.wall,
      durationS: duration,
      unit,
      maxPeriods: integerOf(state, 'ChargingScheduleMaxPeriods'),
    },
    { maxPowerW: settings.maxPowerW, voltageV: settings.nominalVoltageV },
  )
  const scheduleStart = chargingSchedule.startSchedule ?? toIso(now.wall)
  return confirm({ status: 'Accepted', connectorId, scheduleStart, chargingSchedule } as const)
}

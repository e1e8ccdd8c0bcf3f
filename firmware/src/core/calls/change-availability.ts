import type { Request } from '@colok/shared/ocpp/registry'
import type { Availability } from '../durable.ts'
import type { ChargerState, Connector } from '../state.ts'
import { connectorOf, patch, patchConnector, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.2. A running transaction is never cut off: the change waits for its end. Kept over power loss. */
export function changeAvailability(turn: Turn, { connectorId, type }: Request<'ChangeAvailability'>) {
  const operative = type === 'Operative'
  if (connectorId < 0 || connectorId > turn.state.connectors.length)
    return confirm({ status: 'Rejected' } as const)
  const busy =
    connectorId === 0 ? turn.state.connectors.some(isBusy) : isBusy(connectorOf(turn.state, connectorId))
  if (connectorId === 0) changeStation(turn, operative)
  else changeConnector(turn, connectorId, operative)
  return confirm({ status: busy ? 'Scheduled' : 'Accepted' } as const)
}

/** Connector 0 stands for the charger and every connector: the free ones change at once. */
function changeStation(turn: Turn, operative: boolean): void {
  const busy = turn.state.connectors.some(isBusy)
  patch(turn, { availability: next(turn.state.availability, operative, busy) })
  for (const { id } of turn.state.connectors) changeConnector(turn, id, operative)
}

function changeConnector(turn: Turn, id: number, operative: boolean): void {
  const connector = connectorOf(turn.state, id)
  patchConnector(turn, id, {
    availability: next(connector.availability, operative, isBusy(connector)),
  })
}

function next(current: Availability, operative: boolean, busy: boolean): Availability {
  if (!busy) return { operative, scheduled: null }
  return {
    operative: current.operative,
    scheduled: operative === current.operative ? null : operative,
  }
}

function isBusy({ activity }: ChargerState['connectors'][number] | Connector): boolean {
  return activity.kind === 'charging' || activity.kind === 'stopping'
}

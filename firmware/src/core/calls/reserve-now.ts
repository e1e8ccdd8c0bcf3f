import { parseDateTime } from '@colok/shared/ocpp/date-time'
import type { Request } from '@colok/shared/ocpp/registry'
import { flagOf } from '../configuration.ts'
import type { Reservation } from '../durable.ts'
import { blockingFaults } from '../faults.ts'
import { armReservations } from '../reservations.ts'
import { isOperative, reservationFor } from '../status.ts'
import { connectorOf, log, patch, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/**
 * OCPP 1.6 §5.13. Connector 0 keeps any one connector free for the holder. The same reservationId replaces what it
 * had. Kept over power loss.
 */
export function reserveNow(turn: Turn, request: Request<'ReserveNow'>) {
  const { connectorId, reservationId, idTag } = request
  const expiresAt = parseDateTime(request.expiryDate)
  if (expiresAt === undefined || connectorId < 0 || connectorId > turn.state.connectors.length)
    return confirm({ status: 'Rejected' } as const)
  if (connectorId === 0 && !flagOf(turn.state, 'ReserveConnectorZeroSupported'))
    return confirm({ status: 'Rejected' } as const)
  const others = turn.state.reservations.filter((each) => each.reservationId !== reservationId)
  const status = obstacle(turn, connectorId, others)
  if (status !== undefined) return confirm({ status })
  const parentIdTag = request.parentIdTag?.toUpperCase() ?? null
  patch(turn, { reservations: [...others, { reservationId, connectorId, idTag, parentIdTag, expiresAt }] })
  armReservations(turn)
  log(turn, 'info', `Connector ${connectorId} reserved`, { reservationId, idTag })
  return confirm({ status: 'Accepted' } as const)
}

type Obstacle = 'Faulted' | 'Occupied' | 'Unavailable'

/** Why a reservation cannot be had; for connector 0 that no connector is left for it. */
function obstacle(turn: Turn, connectorId: number, others: readonly Reservation[]): Obstacle | undefined {
  if (connectorId > 0) return obstacleAt(turn, connectorId, others)
  const obstacles = turn.state.connectors.map(({ id }) => obstacleAt(turn, id, others))
  const free = obstacles.filter((each) => each === undefined).length
  const promised = others.filter((each) => each.connectorId === 0).length
  if (free > promised) return undefined
  return obstacles.find((each) => each !== undefined) ?? 'Occupied'
}

function obstacleAt(turn: Turn, connectorId: number, others: readonly Reservation[]): Obstacle | undefined {
  const connector = connectorOf(turn.state, connectorId)
  if (blockingFaults(turn.state, connector).length > 0) return 'Faulted'
  if (!isOperative(turn.state, connector)) return 'Unavailable'
  const busy = connector.activity.kind !== 'idle' || connector.plug === 'in'
  return busy || reservationFor({ reservations: others }, connectorId) !== undefined ? 'Occupied' : undefined
}

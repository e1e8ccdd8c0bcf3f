import type { Request } from '@colok/shared/ocpp/registry'
import { armReservations } from '../reservations.ts'
import { patch, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.1. */
export function cancelReservation(turn: Turn, { reservationId }: Request<'CancelReservation'>) {
  const { reservations } = turn.state
  const kept = reservations.filter((each) => each.reservationId !== reservationId)
  if (kept.length === reservations.length) return confirm({ status: 'Rejected' } as const)
  patch(turn, { reservations: kept })
  armReservations(turn)
  return confirm({ status: 'Accepted' } as const)
}

import { clearTimer, log, patch, setTimer, type Turn } from './turn.ts'

/** Far expiries are looked at again sooner, since the calendar may jump meanwhile. */
const longestWaitMs = 3_600_000

/** Drops what has expired and aims at the next expiry. After each change of reservations or calendar, and at boot. */
export function armReservations(turn: Turn): void {
  const { wall } = turn.now
  if (wall === 'unsynced' || turn.state.reservations.length === 0) {
    clearTimer(turn, 'reservation')
    return
  }
  const valid = turn.state.reservations.filter(({ expiresAt }) => expiresAt > wall)
  for (const { reservationId, expiresAt } of turn.state.reservations)
    if (expiresAt <= wall) log(turn, 'info', 'Reservation expired', { reservationId })
  if (valid.length < turn.state.reservations.length) patch(turn, { reservations: valid })
  if (valid.length === 0) clearTimer(turn, 'reservation')
  else
    setTimer(
      turn,
      'reservation',
      Math.min(longestWaitMs, Math.min(...valid.map(({ expiresAt }) => expiresAt)) - wall),
    )
}

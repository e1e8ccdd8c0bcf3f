import type { Now } from './now.ts'
import type { ChargerState } from './state.ts'

/** Whether messages may be sent: the socket is up and the central system has accepted this charger. */
export function isOnline({ station }: ChargerState): boolean {
  return station.link === 'up' && station.registration === 'accepted'
}

/**
 * Whether what carries a time may be sent: acceptance brings the time along, and what is stamped before the calendar
 * is set by it would say 1970.
 */
export function mayReport({ state, now }: { state: ChargerState; now: Now }): boolean {
  return isOnline(state) && now.wall !== 'unsynced'
}

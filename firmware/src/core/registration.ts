import type { ChargerState } from './state.ts'

/** Whether messages may be sent: the socket is up and the central system has accepted this charger. */
export function isOnline({ station }: ChargerState): boolean {
  return station.link === 'up' && station.registration === 'accepted'
}

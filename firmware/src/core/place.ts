import { blockingFaults } from './faults.ts'
import { isSameTag } from './identifiers.ts'
import { isKeptFrom } from './resumption.ts'
import type { ChargerState, Connector } from './state.ts'
import { isOperative, reservationFor } from './status.ts'

/** Who looks for a socket. `parentIdTag` is `undefined` while only the central system could tell it. */
export interface Seeker {
  readonly idTag: string
  readonly parentIdTag?: string | null | undefined
  readonly connectorIds: readonly number[]
}

/**
 * The connector where a card would start: one that is plugged in before one that is not, one that is reserved for it
 * before others, the lowest first. A socket whose plug stayed in after a session serves the card of that session
 * again, and others only when they name that socket: nobody pays for a stranger's motorcycle by mistake.
 */
export function placeFor(state: ChargerState, seeker: Seeker): Connector | undefined {
  const allowed = state.connectors.filter(
    (each) =>
      seeker.connectorIds.includes(each.id) &&
      isFree(state, each) &&
      !isKeptFrom(each, seeker.idTag) &&
      isOpenTo(state, each, seeker),
  )
  const idle = allowed.filter(({ activity }) => activity.kind === 'idle')
  const own = allowed.find(
    ({ activity }) =>
      activity.kind === 'finishing' &&
      (seeker.connectorIds.length === 1 || isSameTag(activity.receipt.idTag, seeker.idTag)),
  )
  const reserved = idle.find(({ id }) => reservationFor(state, id) !== undefined)
  return idle.find(({ plug }) => plug === 'in') ?? own ?? reserved ?? idle[0]
}

/** Neither in use, nor closed, nor broken. */
export function isFree(state: ChargerState, connector: Connector): boolean {
  const { kind } = connector.activity
  const vacant = kind === 'idle' || kind === 'finishing'
  if (!vacant || connector.protection.mustUnplug) return false
  return isOperative(state, connector) && blockingFaults(state, connector).length === 0
}

/** The reservation that a start at this connector would use up. */
export function usableReservation(state: ChargerState, connectorId: number, seeker: Seeker) {
  const here = reservationFor(state, connectorId)
  if (here !== undefined) return mayUse(here, seeker) ? here : undefined
  return state.reservations.find((each) => each.connectorId === 0 && mayUse(each, seeker))
}

/** Whether reservations leave this connector to the seeker. */
function isOpenTo(state: ChargerState, connector: Connector, seeker: Seeker): boolean {
  if (usableReservation(state, connector.id, seeker) !== undefined) return true
  if (reservationFor(state, connector.id) !== undefined) return false
  // Each reservation of connector 0 is a promise of some free socket.
  const promised = state.reservations.filter((each) => each.connectorId === 0).length
  const unreserved = state.connectors.filter(
    (each) =>
      each.activity.kind === 'idle' && isFree(state, each) && reservationFor(state, each.id) === undefined,
  )
  return promised === 0 || unreserved.length > promised
}

/** A card whose group is not known yet has the benefit of the doubt: asking will tell. */
function mayUse(reservation: { idTag: string; parentIdTag: string | null }, seeker: Seeker): boolean {
  if (isSameTag(reservation.idTag, seeker.idTag)) return true
  if (reservation.parentIdTag === null) return false
  return seeker.parentIdTag === undefined || seeker.parentIdTag === reservation.parentIdTag
}

import type { Instant } from '@colok/shared/time'
import type { ConfigurationKey } from './configuration-drift.ts'

/** After a reservation that came to nothing, a post is everybody's for so long: whoever rides up gets half of the time at least. */
export const restMs = 15 * 60_000

/** Reservations of one person in a day that came to nothing, and then no more. Who taps the card they are for has no limit. */
export const mostUnusedADay = 3

/** What has been asked of a socket that somebody wants held. */
export interface HoldingQuestion {
  readonly now: Instant
  /** For how long the tariff lets a socket be held; null where it does not. */
  readonly minutes: number | null
  /** Whether the charger knows reservations. */
  readonly canReserve: boolean
  readonly person: { readonly holdsOne: boolean; readonly unusedToday: number }
  readonly post: {
    readonly isHeld: boolean
    /** When the last reservation that came to nothing ended; undefined: never. */
    readonly unusedUntil: Instant | undefined
  }
}

/**
 * Why a socket is not held for somebody. `notHere`: the tariff or the charger does not do it. `holdsOne`: a person holds one
 * at a time. `tooMany`: too many today came to nothing. `postHeld`: one socket of a post at a time, so that a post is never
 * wholly held. `postRests`: after one that came to nothing.
 */
export type HoldingRefusal = 'notHere' | 'holdsOne' | 'tooMany' | 'postHeld' | 'postRests'

/** Holding costs nothing, so these limits are all that keeps people from blocking sockets for ever. */
export function refusalToHold(question: HoldingQuestion): HoldingRefusal | undefined {
  const { now, minutes, canReserve, person, post } = question
  if (minutes === null || !canReserve) return 'notHere'
  if (person.holdsOne) return 'holdsOne'
  if (person.unusedToday >= mostUnusedADay) return 'tooMany'
  if (post.isHeld) return 'postHeld'
  return post.unusedUntil !== undefined && now < post.unusedUntil + restMs ? 'postRests' : undefined
}

/** Whether a charger that told these keys knows ReserveNow (OCPP 1.6 §9.1.22). One that never told them is not relied on. */
export function knowsReservations(keys: readonly ConfigurationKey[]): boolean {
  const told = keys.find(({ key }) => key.toLowerCase() === 'supportedfeatureprofiles')
  return (told?.value ?? '').split(',').some((profile) => profile.trim().toLowerCase() === 'reservation')
}

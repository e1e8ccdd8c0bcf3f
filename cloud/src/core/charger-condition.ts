import type { ChargePointStatus } from '@colok/shared/ocpp/types'
import type { Registration } from './registration.ts'

/** What an operator sees at a glance, the gravest first. */
export type ChargerCondition =
  | 'notAccepted'
  | 'offline'
  /** Connected, as far as the socket knows, but it has not spoken for longer than it should. */
  | 'silent'
  | 'faulted'
  | 'unavailable'
  | 'occupied'
  | 'available'
  /** Connected, and has told nothing of its sockets yet. */
  | 'unknown'

export interface ConditionFacts {
  readonly registration: Registration
  readonly online: boolean
  /** Since its last message; undefined when that is not known. */
  readonly silentMs: number | undefined
  readonly heartbeatIntervalMs: number
  /** Of each connector; undefined where the charger has not said. */
  readonly statuses: readonly (ChargePointStatus | undefined)[]
}

/** A charger may miss this many heartbeats, since any other message may stand in for one. */
const missedHeartbeats = 3

export const silentAfterMs = (heartbeatIntervalMs: number): number => missedHeartbeats * heartbeatIntervalMs

/** Derives one word from the socket, the last message and the last statuses. */
export function chargerCondition(facts: ConditionFacts): ChargerCondition {
  const { registration, online, silentMs, heartbeatIntervalMs, statuses } = facts
  if (registration !== 'Accepted') return 'notAccepted'
  if (!online) return 'offline'
  if ((silentMs ?? 0) > silentAfterMs(heartbeatIntervalMs)) return 'silent'
  const known = statuses.filter((status) => status !== undefined)
  if (known.length === 0) return 'unknown'
  if (known.includes('Available')) return 'available'
  if (known.includes('Faulted')) return 'faulted'
  return known.every((status) => status === 'Unavailable') ? 'unavailable' : 'occupied'
}

import type { Request } from '@colok/shared/ocpp/registry'
import { installProfile } from '../charging-profiles.ts'
import { transactionIdOf } from '../outbox-queue.ts'
import { profileBounds, profilesOf, putProfiles } from '../smart-charging.ts'
import type { ChargerState } from '../state.ts'
import { log, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.16. Standing profiles are kept over power loss, those of a transaction end with it. */
export function setChargingProfile(turn: Turn, request: Request<'SetChargingProfile'>) {
  const { state, now } = turn
  if (now.wall === 'unsynced') return refuse(turn, 'no schedule can be placed before the calendar is known')
  const decided = installProfile(profilesOf(state), request, {
    bounds: profileBounds(state),
    now: now.wall,
    transaction: transactionAt(state, request.connectorId),
  })
  if (decided.kind === 'refused') return refuse(turn, decided.problem)
  putProfiles(turn, decided.profiles)
  return confirm({ status: 'Accepted' } as const)
}

function transactionAt(state: ChargerState, connectorId: number) {
  const activity = state.connectors[connectorId - 1]?.activity
  if (activity?.kind !== 'charging') return null
  return { transactionId: transactionIdOf(state, activity.session.localId) ?? null }
}

function refuse(turn: Turn, problem: string) {
  log(turn, 'warn', `Charging profile refused: ${problem}`)
  return confirm({ status: 'Rejected' } as const)
}

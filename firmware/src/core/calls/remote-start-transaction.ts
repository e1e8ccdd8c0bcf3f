import type { Request } from '@colok/shared/ocpp/registry'
import { authorise, grantRemote } from '../authorisation.ts'
import { addProfile, type InstalledProfile, readRemoteStartProfile } from '../charging-profiles.ts'
import { flagOf } from '../configuration.ts'
import { lookUp } from '../identifiers.ts'
import { placeFor } from '../place.ts'
import { profileBounds, profilesOf } from '../smart-charging.ts'
import { log, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/**
 * OCPP 1.6 §5.11. Accepted when there is a connector that can start now or once the plug is in; the central system's
 * word is enough unless AuthorizeRemoteTxRequests asks for more.
 */
export function remoteStartTransaction(turn: Turn, request: Request<'RemoteStartTransaction'>) {
  const { state } = turn
  const { idTag, connectorId: wanted } = request
  const connectorIds = state.connectors
    .map(({ id }) => id)
    .filter((id) => wanted === undefined || id === wanted)
  const refused = confirm({ status: 'Rejected' } as const)
  if (state.station.registration !== 'accepted' || state.station.reset !== null) return refused
  const chargingProfile = profileOf(turn, request)
  if (chargingProfile === undefined) return refused
  const asks = flagOf(state, 'AuthorizeRemoteTxRequests')
  const parentIdTag = asks ? undefined : (lookUp(state, idTag, turn.now)?.parentIdTag ?? null)
  if (idTag === '' || placeFor(state, { idTag, parentIdTag, connectorIds }) === undefined) return refused
  const claimant = { idTag, origin: 'remote', connectorIds, chargingProfile } as const
  if (asks) authorise(turn, claimant)
  else grantRemote(turn, claimant)
  return confirm({ status: 'Accepted' } as const)
}

/**
 * The profile that the transaction is to run under; `null` when none is asked for, `undefined` when it cannot be had: a
 * start that asks for a limit must not run without it.
 */
function profileOf(
  turn: Turn,
  { chargingProfile, connectorId = 0 }: Request<'RemoteStartTransaction'>,
): InstalledProfile | null | undefined {
  if (chargingProfile === undefined) return null
  if (turn.now.wall === 'unsynced') return undefined
  const bounds = profileBounds(turn.state)
  const read = readRemoteStartProfile(chargingProfile, { bounds, now: turn.now.wall, connectorId })
  const added = read.kind === 'read' ? addProfile(profilesOf(turn.state), read.profile, bounds) : read
  if (added.kind === 'refused')
    log(turn, 'warn', `Charging profile of a remote start refused: ${added.problem}`)
  return read.kind === 'read' && added.kind === 'installed' ? read.profile : undefined
}

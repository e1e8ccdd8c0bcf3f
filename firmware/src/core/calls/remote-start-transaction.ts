import type { Request } from '@colok/shared/ocpp/registry'
import { authorise, grantRemote } from '../authorisation.ts'
import { flagOf } from '../configuration.ts'
import { lookUp } from '../identifiers.ts'
import { placeFor } from '../place.ts'
import type { Turn } from '../turn.ts'
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
  // This charger takes no charging profiles yet, and a start that asks for one must not run without it.
  if (request.chargingProfile !== undefined) return refused
  const asks = flagOf(state, 'AuthorizeRemoteTxRequests')
  const parentIdTag = asks ? undefined : (lookUp(state, idTag, turn.now)?.parentIdTag ?? null)
  if (idTag === '' || placeFor(state, { idTag, parentIdTag, connectorIds }) === undefined) return refused
  const claimant = { idTag, origin: 'remote', connectorIds } as const
  if (asks) authorise(turn, claimant)
  else grantRemote(turn, claimant)
  return confirm({ status: 'Accepted' } as const)
}

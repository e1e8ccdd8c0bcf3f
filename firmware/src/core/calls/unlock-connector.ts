import type { Request } from '@colok/shared/ocpp/registry'
import { beginStop } from '../session.ts'
import { connectorOf, emit, patchConnector, setTimer, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** A lock moves in a second; after this it has failed. */
const unlockMs = 5_000

/**
 * OCPP 1.6 §5.18. A socket without a lock has nothing to unlock and a fixed cable may not be: NotSupported, and a
 * session goes on. With a lock, a running session ends first.
 */
export function unlockConnector(turn: Turn, { connectorId }: Request<'UnlockConnector'>, callId: number) {
  const { settings, connectors } = turn.state
  const exists = connectorId >= 1 && connectorId <= connectors.length
  if (!exists || settings.socketKind !== 'locking') return confirm({ status: 'NotSupported' } as const)
  if (connectorOf(turn.state, connectorId).pendingUnlock !== null)
    return confirm({ status: 'UnlockFailed' } as const)
  beginStop(turn, connectorId, { reason: 'UnlockCommand' })
  patchConnector(turn, connectorId, { pendingUnlock: callId })
  setTimer(turn, `unlock:${connectorId}`, unlockMs)
  emit(turn, { kind: 'unlock', connectorId })
  return 'later'
}

import { RpcError } from '../ocpp/errors.ts'
import { type Action, type Handlers, maySend, type Peer, registry } from '../ocpp/registry.ts'

/**
 * Handlers for every call that `role` may receive, each answering NotSupported; a test overrides the ones that it is
 * about: `{ ...refusingHandlers("CentralSystem"), Heartbeat: () => ({ currentTime }) }`.
 */
export function refusingHandlers<P extends Peer>(role: P): Handlers<P, unknown> {
  const sender: Peer = role === 'ChargePoint' ? 'CentralSystem' : 'ChargePoint'
  const actions = (Object.keys(registry) as Action[]).filter((action) => maySend(sender, action))
  const refuse = () => {
    throw new RpcError('NotSupported', 'not part of this test')
  }
  // Built from the registry, so the keys are the ones that the type asks for.
  return Object.fromEntries(actions.map((action) => [action, refuse])) as unknown as Handlers<P, unknown>
}

import type { ActionsSentBy, Handlers } from '@colok/shared/ocpp/registry'
import { keepSuspectMessage } from '../features/charging/suspect-messages.ts'
import { centralSystem } from './central-system.ts'
import { demandEssentials } from './essential-fields.ts'
import type { HandlerContext } from './handlers/context.ts'

type Incoming = ActionsSentBy<'ChargePoint'>
type AnyHandler = (request: object, context: HandlerContext) => unknown

/** What must not be lost even when it is refused, since energy or money may stand behind it. */
const kept: ReadonlySet<Incoming> = new Set(['StartTransaction', 'StopTransaction'])

/** The same handlers behind the gate of their connection. */
export const gatedCentralSystem = eachHandler(gated)

/** For a charger whose payloads come as they are: what the handlers count on is demanded here. */
export const guardedCentralSystem = eachHandler((action, handle) => {
  const gatedHandler = gated(action, handle)
  return (request, context) => {
    demandEssentials(action, request)
    return gatedHandler(request, context)
  }
})

function eachHandler(
  wrap: (action: Incoming, handle: AnyHandler) => AnyHandler,
): Handlers<'CentralSystem', HandlerContext> {
  return Object.fromEntries(
    Object.entries(centralSystem).map(([action, handle]) => [
      action,
      wrap(action as Incoming, handle as AnyHandler),
    ]),
    // Each entry has the type of the one that it was made from, which Object.entries cannot say.
  ) as unknown as Handlers<'CentralSystem', HandlerContext>
}

function gated(action: Incoming, handle: AnyHandler): AnyHandler {
  return (request, context) => {
    context.services.metrics.messageReceived(action)
    return context.gate.allows(action) ? handle(request, context) : refuse(action, request, context)
  }
}

async function refuse(action: Incoming, request: object, context: HandlerContext): Promise<never> {
  const { services, charger, gate } = context
  if (kept.has(action))
    await services.writer.write((tx) =>
      keepSuspectMessage(tx, services, {
        chargerId: charger.id,
        action,
        request,
        reason: 'chargerNotAccepted',
        sessionId: null,
      }),
    )
  throw gate.refusal()
}

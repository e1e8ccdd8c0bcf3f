import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import type { HandlerContext } from './context.ts'

/** Nothing is stored: that the charger spoke is known from its connection. */
export function handleHeartbeat(
  _request: Request<'Heartbeat'>,
  { services }: HandlerContext,
): Confirmation<'Heartbeat'> {
  return { currentTime: toIso(services.clock.wallMs()) }
}

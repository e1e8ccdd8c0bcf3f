import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordEvent } from '../../features/chargers/commands.ts'
import type { HandlerContext } from './context.ts'

export async function handleSecurityEventNotification(
  request: Request<'SecurityEventNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'SecurityEventNotification'>> {
  await recordEvent(services, charger, {
    kind: 'SecurityEventNotification',
    occurredAt: request.timestamp,
    detail: request,
  })
  return {}
}

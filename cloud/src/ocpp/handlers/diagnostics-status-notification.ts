import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordEvent } from '../../features/chargers/commands.ts'
import type { HandlerContext } from './context.ts'

export async function handleDiagnosticsStatusNotification(
  request: Request<'DiagnosticsStatusNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'DiagnosticsStatusNotification'>> {
  await recordEvent(services, charger, {
    kind: 'DiagnosticsStatusNotification',
    detail: request,
  })
  return {}
}

import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordDiagnosticsStatus } from '../../features/uploads/progress.ts'
import type { HandlerContext } from './context.ts'

export async function handleDiagnosticsStatusNotification(
  request: Request<'DiagnosticsStatusNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'DiagnosticsStatusNotification'>> {
  await recordDiagnosticsStatus(services, charger, request)
  return {}
}

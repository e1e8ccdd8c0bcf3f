import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordLogStatus } from '../../features/uploads/progress.ts'
import type { HandlerContext } from './context.ts'

export async function handleLogStatusNotification(
  request: Request<'LogStatusNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'LogStatusNotification'>> {
  await recordLogStatus(services, charger, request)
  return {}
}

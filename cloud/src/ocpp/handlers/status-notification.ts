import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordStatus } from '../../features/chargers/commands.ts'
import type { HandlerContext } from './context.ts'

export async function handleStatusNotification(
  request: Request<'StatusNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'StatusNotification'>> {
  await recordStatus(services, charger, request)
  return {}
}

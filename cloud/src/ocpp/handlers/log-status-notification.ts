import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordEvent } from '../../features/chargers/commands.ts'
import type { HandlerContext } from './context.ts'

export async function handleLogStatusNotification(
  request: Request<'LogStatusNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'LogStatusNotification'>> {
  await recordEvent(services, charger, {
    kind: 'LogStatusNotification',
    detail: request,
  })
  return {}
}

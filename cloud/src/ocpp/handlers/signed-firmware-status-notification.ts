import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordEvent } from '../../features/chargers/commands.ts'
import type { HandlerContext } from './context.ts'

export async function handleSignedFirmwareStatusNotification(
  request: Request<'SignedFirmwareStatusNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'SignedFirmwareStatusNotification'>> {
  await recordEvent(services, charger, {
    kind: 'SignedFirmwareStatusNotification',
    detail: request,
  })
  return {}
}

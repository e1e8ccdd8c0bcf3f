import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordEvent } from '../../features/chargers/commands.ts'
import type { HandlerContext } from './context.ts'

export async function handleFirmwareStatusNotification(
  request: Request<'FirmwareStatusNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'FirmwareStatusNotification'>> {
  await recordEvent(services, charger, {
    kind: 'FirmwareStatusNotification',
    detail: request,
  })
  return {}
}

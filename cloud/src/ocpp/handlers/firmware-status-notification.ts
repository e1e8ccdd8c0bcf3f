import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordFirmwareStatus } from '../../features/firmware/updates.ts'
import type { HandlerContext } from './context.ts'

export async function handleFirmwareStatusNotification(
  request: Request<'FirmwareStatusNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'FirmwareStatusNotification'>> {
  await recordFirmwareStatus(services, charger, { kind: 'FirmwareStatusNotification', detail: request })
  return {}
}

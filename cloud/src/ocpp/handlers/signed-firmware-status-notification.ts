import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordFirmwareStatus } from '../../features/firmware/updates.ts'
import type { HandlerContext } from './context.ts'

export async function handleSignedFirmwareStatusNotification(
  request: Request<'SignedFirmwareStatusNotification'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'SignedFirmwareStatusNotification'>> {
  await recordFirmwareStatus(services, charger, { kind: 'SignedFirmwareStatusNotification', detail: request })
  return {}
}

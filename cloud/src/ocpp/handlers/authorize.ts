import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { authorize } from '../../features/cards/commands.ts'
import { cardTapped } from '../../features/drivers/card-links.ts'
import type { HandlerContext } from './context.ts'

export async function handleAuthorize(
  request: Request<'Authorize'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'Authorize'>> {
  const idTagInfo = await authorize(services, charger, request.idTag)
  if (idTagInfo.status === 'Invalid') await cardTapped(services, charger, request.idTag)
  return { idTagInfo }
}

import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { authorize } from '../../features/cards/commands.ts'
import type { HandlerContext } from './context.ts'

export async function handleAuthorize(
  request: Request<'Authorize'>,
  { services }: HandlerContext,
): Promise<Confirmation<'Authorize'>> {
  return { idTagInfo: await authorize(services, request.idTag) }
}

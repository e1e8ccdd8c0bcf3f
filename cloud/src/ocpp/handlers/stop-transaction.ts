import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { stopTransaction } from '../../features/charging/stop-transaction.ts'
import type { HandlerContext } from './context.ts'

export function handleStopTransaction(
  request: Request<'StopTransaction'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'StopTransaction'>> {
  return stopTransaction(services, charger, request)
}

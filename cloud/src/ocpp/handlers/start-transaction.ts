import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { startTransaction } from '../../features/charging/start-transaction.ts'
import type { HandlerContext } from './context.ts'

export function handleStartTransaction(
  request: Request<'StartTransaction'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'StartTransaction'>> {
  return startTransaction(services, charger, request)
}

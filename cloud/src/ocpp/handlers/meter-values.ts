import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { checkConnectorId } from '../../features/chargers/commands.ts'
import { recordMeterValues } from '../../features/charging/meter-values.ts'
import type { HandlerContext } from './context.ts'

export async function handleMeterValues(
  request: Request<'MeterValues'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'MeterValues'>> {
  checkConnectorId(request.connectorId)
  await recordMeterValues(services, charger, request)
  return {}
}

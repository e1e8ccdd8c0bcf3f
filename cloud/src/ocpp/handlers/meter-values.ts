import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { checkConnectorId } from '../../features/chargers/commands.ts'
import { recordMeterValues } from '../../features/charging/meter-values.ts'
import type { HandlerContext } from './context.ts'

export function handleMeterValues(
  request: Request<'MeterValues'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'MeterValues'>> {
  checkConnectorId(request.connectorId)
  return recordMeterValues(services, charger, request).then(() => ({}))
}

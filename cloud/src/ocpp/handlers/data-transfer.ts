import { vendorId } from '@colok/shared/ids'
import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordEvent } from '../../features/chargers/commands.ts'
import type { HandlerContext } from './context.ts'

/** Our own vendor's messages that a charger may send; the rest of them go the other way. */
const kept = new Set(['MeterSignature'])

export async function handleDataTransfer(
  request: Request<'DataTransfer'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'DataTransfer'>> {
  if (request.vendorId !== vendorId) return { status: 'UnknownVendorId' }
  if (!kept.has(request.messageId ?? '')) return { status: 'UnknownMessageId' }
  await recordEvent(services, charger, {
    kind: 'DataTransfer',
    detail: request,
  })
  return { status: 'Accepted' }
}

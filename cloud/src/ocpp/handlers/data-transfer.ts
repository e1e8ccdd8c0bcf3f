import { vendorId } from '@colok/shared/ids'
import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { readVendorMessage } from '@colok/shared/vendor'
import { recordEvent } from '../../features/chargers/commands.ts'
import { announceEstimatedStart } from '../../features/charging/estimated-starts.ts'
import { receiveDoorEvent } from '../../features/uploads/door-events.ts'
import type { HandlerContext } from './context.ts'

/** Our own vendor's messages that a charger may send and that are kept as they are; the rest go the other way. */
const kept = new Set(['MeterSignature'])

export async function handleDataTransfer(
  request: Request<'DataTransfer'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'DataTransfer'>> {
  if (request.vendorId !== vendorId) return { status: 'UnknownVendorId' }
  if (request.messageId === 'EstimatedStart') {
    const read = readVendorMessage(request)
    if (read.kind === 'refused') return { status: read.status }
    if (read.messageId !== 'EstimatedStart') return { status: 'UnknownMessageId' }
    await announceEstimatedStart(services, charger, read.message)
    return { status: 'Accepted' }
  }
  if (request.messageId === 'DoorEvent') {
    const read = readVendorMessage(request)
    if (read.kind === 'refused') return { status: read.status }
    if (read.messageId !== 'DoorEvent') return { status: 'UnknownMessageId' }
    const place = await receiveDoorEvent(services, charger, read.message)
    return { status: 'Accepted', ...(place && { data: JSON.stringify(place) }) }
  }
  if (!kept.has(request.messageId ?? '')) return { status: 'UnknownMessageId' }
  await recordEvent(services, charger, {
    kind: 'DataTransfer',
    detail: request,
  })
  return { status: 'Accepted' }
}

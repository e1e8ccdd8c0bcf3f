import { vendorId } from '@colok/shared/ids'
import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { readVendorMessage } from '@colok/shared/vendor'
import { announceEstimatedStart } from '../../features/charging/estimated-starts.ts'
import { registerMeterKey } from '../../features/signed-readings/meter-keys.ts'
import { receiveMeterSignature } from '../../features/signed-readings/records.ts'
import { receiveDoorEvent } from '../../features/uploads/door-events.ts'
import type { HandlerContext } from './context.ts'

/** Our own vendor's messages that a charger may send; the rest go the other way. */
export async function handleDataTransfer(
  request: Request<'DataTransfer'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'DataTransfer'>> {
  if (request.vendorId !== vendorId) return { status: 'UnknownVendorId' }
  const read = readVendorMessage(request)
  if (read.kind === 'refused') return { status: read.status }
  switch (read.messageId) {
    case 'EstimatedStart':
      await announceEstimatedStart(services, charger, read.message)
      return { status: 'Accepted' }
    case 'DoorEvent': {
      const place = await receiveDoorEvent(services, charger, read.message)
      return { status: 'Accepted', ...(place && { data: JSON.stringify(place) }) }
    }
    case 'MeterKey':
      return { status: await registerMeterKey(services, charger, read.message) }
    case 'MeterSignature':
      return { status: await receiveMeterSignature(services, charger, read.message) }
    case 'SetSessionLimit':
    case 'SetPrice':
    case 'SetPostCode':
    case 'RunningCost':
    case 'FinalCost':
    case 'SetAllowances':
    case 'CardRefused':
    case 'ClearLockout':
      return { status: 'UnknownMessageId' }
  }
}

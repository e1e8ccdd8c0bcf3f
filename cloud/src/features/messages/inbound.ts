import type { Tx } from '../../db/database.ts'
import type { Channel, MessagingEvent } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { noteDelivery } from './delivery-reports.ts'
import { receive } from './received.ts'

/** What a provider told us, each thing once, in whatever order it comes. */
export async function takeIn(
  tx: Tx,
  services: Services,
  channel: Channel,
  events: readonly MessagingEvent[],
): Promise<void> {
  for (const event of events)
    if (event.kind === 'received') await receive(tx, services, channel, event)
    else await noteDelivery(tx, services, channel, event)
}

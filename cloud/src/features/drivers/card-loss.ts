import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { orderCard } from './card-orders.ts'
import { loseCard, runningWith } from './cards.ts'
import type { Person } from './profile.ts'
import type { Delivery } from './schemas.ts'

/** A card is blocked for good, another is ordered where it is wanted, and what charges with the lost one is stopped. */
export async function reportLoss(
  services: Services,
  loss: { readonly idTag: string; readonly person: Person; readonly delivery: Delivery | null },
): Promise<void> {
  const { idTag, person, delivery } = loss
  await services.writer.write(async (tx) => {
    await loseCard(tx, services, { idTag, person })
    if (delivery !== null) await orderCard(tx, services, { person, delivery, replaces: idTag })
  })
  for (const { chargePointId, transactionId } of await runningWith(services.read, idTag))
    await commandCharger(services, chargePointId, 'RemoteStopTransaction', { transactionId })
}

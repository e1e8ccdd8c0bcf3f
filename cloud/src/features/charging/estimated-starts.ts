import { toIso } from '@colok/shared/time'
import type { VendorMessage } from '@colok/shared/vendor'
import { toStoredInstant } from '../../core/instant-text.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { insertEvent } from '../chargers/commands.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import type { StartKey } from './transactions.ts'

const kind = 'EstimatedStart'

/** A charger without a clock chip says that the time of the start it is about to tell is a guess. */
export async function announceEstimatedStart(
  services: Services,
  charger: ChargerIdentity,
  message: VendorMessage<'EstimatedStart'>,
): Promise<void> {
  await services.writer.append((tx) =>
    insertEvent(tx, {
      chargerId: charger.id,
      connectorId: message.connectorId,
      kind,
      occurredAt: toStoredInstant(message.timestamp),
      receivedAt: toIso(services.clock.wallMs()),
      detail: message,
    }),
  )
}

/** Whether a start was announced at all, given a charger, a connector and the start's instant. */
export const isAnnouncedStart = `exists (select 1 from charger_event
  where charger_id = ? and connector_id = ? and kind = '${kind}' and occurred_at = ?)`

/** Whether a start was announced with these facts. */
export async function isEstimatedStart(tx: Tx, key: StartKey): Promise<boolean> {
  const announced = await first<{ detail: string }>(
    tx,
    `select detail from charger_event
     where charger_id = ? and connector_id = ? and kind = '${kind}' and occurred_at = ? order by id desc limit 1`,
    [key.chargerId, key.connectorId, key.startedAt],
  )
  if (announced === undefined) return false
  const { meterStart } = JSON.parse(announced.detail) as VendorMessage<'EstimatedStart'>
  return meterStart === key.meterStartWh
}

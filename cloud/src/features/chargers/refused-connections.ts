import { toIso } from '@colok/shared/time'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { tell } from '../webhooks/events.ts'
import { insertEvent } from './commands.ts'

/** From this many on, it is an attack or a charger that was set up wrongly, and someone should look. */
const alertFrom = 5

export interface Refusal {
  readonly chargePointId: string
  readonly address: string
  /** How often in a row, from this address. */
  readonly failures: number
  /** What it was answered: `401 Unauthorized`. */
  readonly status: string
}

/** Whether so many refusals in a row are worth a word: the fifth, and then each time that they have doubled. */
export function isAlert({ failures }: Pick<Refusal, 'failures'>): boolean {
  return failures >= alertFrom && Number.isInteger(Math.log2(failures / alertFrom))
}

/** Tells whoever listens that somebody keeps trying to come in as a charger; it stands in that charger's history too. */
export async function tellOfRefusals(services: Services, refusal: Refusal): Promise<void> {
  const { chargePointId, ...detail } = refusal
  const at = toIso(services.clock.wallMs())
  await services.writer.write(async (tx) => {
    const charger = await first<{ id: number }>(tx, 'select id from charger where charge_point_id = ?', [
      chargePointId,
    ])
    if (charger !== undefined)
      await insertEvent(tx, {
        chargerId: charger.id,
        kind: 'ConnectionRefused',
        occurredAt: at,
        receivedAt: at,
        detail,
      })
    await tell(tx, services, { type: 'charger.refused', chargePointId, data: detail })
  })
  services.alerts.noticed('refusedConnections')
}

import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { findLines, move } from '../assets/movements.ts'
import { watchMinimum } from '../assets/notices.ts'
import { placeOr404 } from '../assets/places.ts'
import { type IncidentOutcome, onIncident } from './commands.ts'
import { addEntry } from './incident-rows.ts'
import type { PartsUsed } from './schemas.ts'

/** Takes spare parts out of stock for a repair. Throws a Problem when they are not there by the books. */
export function usePartsFor(
  tx: Tx,
  services: Services,
  { number, parts, by }: { readonly number: number; readonly parts: PartsUsed; readonly by: string },
): Promise<IncidentOutcome> {
  return onIncident(tx, services, { number, by }, async ({ title }) => {
    const place = await placeOr404(tx, parts.place, undefined)
    const movement = { from: place, to: 'used', document: `incident:${number}`, reason: title, by }
    for (const line of await findLines(tx, parts.lines)) {
      await move(tx, services, line, movement)
      await watchMinimum(tx, services, { place, itemId: line.itemId })
    }
    await addEntry(tx, services, number, { kind: 'parts', by, detail: parts })
    return 'done'
  })
}

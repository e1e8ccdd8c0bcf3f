import { createHmac } from 'node:crypto'
import { postCode } from '@colok/shared/post-code'
import { toIso } from '@colok/shared/time'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'

/** What a display was told; what was told it keeps, over its restarts too. */
export interface DisplayFacts {
  readonly priceIdrPerKwh: number | null
  /** Whether it shows the rotating code. */
  readonly code: boolean
}

/** What the codes of a post are made of: nothing of it is stored, and each post's tells nothing of another's. */
export function postSecret({ settings }: Pick<Services, 'settings'>, chargePointId: string): string {
  return createHmac('sha256', settings.secret).update(`post code ${chargePointId}`).digest('hex')
}

/** The code that the display of a post shows now; undefined where it shows none. */
export async function codeShownAt(
  services: Pick<Services, 'settings' | 'read' | 'clock'>,
  chargePointId: string,
): Promise<string | undefined> {
  const row = await first<{ told: string | null }>(
    services.read,
    `select told from post_display join charger on charger.id = post_display.charger_id
     where charge_point_id = ? and listens = 1`,
    [chargePointId],
  )
  if (row?.told == null || !(JSON.parse(row.told) as DisplayFacts).code) return undefined
  return postCode(postSecret(services, chargePointId), services.clock.wallMs())
}

export async function keepTold(
  services: Services,
  chargerId: number,
  facts: DisplayFacts | undefined,
): Promise<void> {
  await services.writer.write((tx) =>
    tx.run(
      `insert into post_display (charger_id, told, listens, told_at) values (?, ?, ?, ?)
       on conflict (charger_id) do update set told = excluded.told, listens = excluded.listens, told_at = excluded.told_at`,
      [
        chargerId,
        facts === undefined ? null : JSON.stringify(facts),
        facts === undefined ? 0 : 1,
        toIso(services.clock.wallMs()),
      ],
    ),
  )
}

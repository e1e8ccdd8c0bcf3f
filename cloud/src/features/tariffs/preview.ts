import { priceSession } from '../../core/bill.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { objectionTo, type Pbjt, priceFor } from '../../core/tariff.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import { explainObjection } from './commands.ts'
import { capsBetween } from './prices.ts'
import type { TariffPreview, TariffPreviewInput } from './schemas.ts'

/** Where a common tariff is tried: it holds at places that ask no tax of ours, and in the zone of the capital. */
const anywhere: Place = { timeZone: 'Asia/Jakarta', pbjt: { mode: 'none', basisPoints: 0 } }

interface Place {
  readonly timeZone: string
  readonly pbjt: Pbjt
}

/** What a session would cost by a tariff that nobody has published yet; undefined where there is no such site. */
export async function previewTariff(
  runner: SqlRunner,
  { tariff, startsAt, energyWh, minutes, idleMinutes }: TariffPreviewInput,
): Promise<TariffPreview | undefined> {
  const place = tariff.site === null ? anywhere : await placeOf(runner, tariff.site)
  if (place === undefined) return undefined
  const { timeZone, pbjt } = place
  const unnamed = { ...tariff, id: '' }
  const [cap = null] = await capsBetween(runner, { from: startsAt, until: startsAt })
  const start = { kind: 'known', at: fromStoredInstant(startsAt), timeZone } as const
  const price = priceFor(unnamed, start, { pbjt, cap })
  const usage = { energyWh, seconds: minutes * 60, idleSeconds: idleMinutes * 60 }
  const caps = await capsBetween(runner, { from: tariff.validFrom, until: tariff.validUntil })
  const objection = objectionTo(unnamed, { caps, feeBasis: tariff.feeBasis })
  const bill = priceSession(price, usage)
  return {
    price,
    bill: { ...bill, lines: [...bill.lines] },
    objection: objection === undefined ? null : explainObjection(objection),
  }
}

async function placeOf(runner: SqlRunner, slug: string): Promise<Place | undefined> {
  const row = await first<{ timeZone: string; mode: Pbjt['mode']; basisPoints: number }>(
    runner,
    'select time_zone, pbjt_mode as mode, pbjt_basis_points as basis_points from site where slug = ?',
    [slug],
  )
  return row && { timeZone: row.timeZone, pbjt: { mode: row.mode, basisPoints: row.basisPoints } }
}

/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { z } from 'zod'
import { OverviewBoard } from '../../core/overview-board.ts'
import { actorMay } from '../../http/actor.ts'
import { streamBatches } from '../../http/snapshots.ts'
import type { Services } from '../../services.ts'
import { type Language, languageOf } from '../../web/language.ts'
import { Row } from '../../web/table.tsx'
import { actorOf } from '../access/guard.ts'
import { boardChargers, someChargers } from '../chargers/queries.ts'
import { ChargePointId, type Charger } from '../chargers/schemas.ts'
import { chargerColumns } from './charger/columns.tsx'
import { todayWithin } from './overview.ts'
import { countFigures, todayFigures } from './overview-figures.ts'

/** Rows of one page of the list. */
const mostShown = 200

export const LiveQuery = z.object({
  shown: z
    .string()
    .max(mostShown * 49)
    .default('')
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .pipe(z.array(ChargePointId).max(mostShown)),
})

/** What was billed today is added up anew after so long, if anything has changed. */
const todayEveryMs = 10_000

/** A charger that falls silent changes by the clock alone, so all of them are looked at again after so long. */
const lookAgainMs = 60_000

/** What has changed on the overview, as it comes: figures, dots, and of the chargers the rows that are on the page. */
export function overviewStream(
  c: Context,
  services: Services,
  { shown }: z.output<typeof LiveQuery>,
): Response {
  const { clock, changes } = services
  const language = languageOf(c)
  const board = new OverviewBoard([])
  let lookedAtMs = Number.NEGATIVE_INFINITY
  let toldTodayAtMs = Number.NEGATIVE_INFINITY

  const batch = async (changed: readonly string[]): Promise<string | null> => {
    // Asked each time: a key may be revoked, and somebody be signed out, while a stream is open.
    const actor = await actorOf(c, services)
    if (actor === undefined || !actorMay(actor, 'sessions.read')) return null
    const { reach } = actor
    const nowMs = clock.monotonicMs()
    const isAnew = nowMs - lookedAtMs >= lookAgainMs
    if (isAnew) lookedAtMs = nowMs
    const { counts, places } = isAnew
      ? board.replace(await boardChargers(services, reach))
      : board.update(changed, await boardChargers(services, reach, changed))
    const isTodayDue = nowMs - toldTodayAtMs >= todayEveryMs
    if (isTodayDue) toldTodayAtMs = nowMs
    const asked = isAnew ? shown : shown.filter((id) => changed.includes(id))
    return JSON.stringify({
      figures: Object.fromEntries([
        ...countFigures(isAnew ? board.counts : counts, language),
        ...(isTodayDue ? todayFigures(await todayWithin(services, reach), language) : []),
      ]),
      places: Object.fromEntries(places),
      rows: rowsAsHtml(await someChargers(services, reach, asked), language),
    })
  }
  const turnsInMs = () => lookedAtMs + lookAgainMs - clock.monotonicMs()
  return streamBatches(c, { clock, changes, initially: shown, turnsInMs, batch })
}

function rowsAsHtml(chargers: readonly Charger[], language: Language): Record<string, string> {
  const columns = chargerColumns(language)
  return Object.fromEntries(
    chargers.map((charger) => [
      charger.chargePointId,
      String(<Row row={charger} columns={columns} keyOf={({ chargePointId }) => chargePointId} />),
    ]),
  )
}

import { sql } from 'kysely'
import type { SqlRunner } from '../../db/database.ts'
import { type DayRange, demandBounds, instantsOf } from '../../http/day-range.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import { chargersOf, findSessions, matching, type SessionFilter } from './queries.ts'
import type { Session, SessionSortKey } from './schemas.ts'

interface SortedSessions extends SessionFilter, DayRange {
  readonly sort: Sort<SessionSortKey>
  readonly cursor?: string | undefined
  readonly limit: number
}

/**
 * One page of sessions in an order, or of some days. By the time they started everybody's are read along their index; by
 * anything else only those of some days or of one charger can be sorted, so that no page goes through all there are.
 */
export async function listSortedSessions(
  runner: SqlRunner,
  page: SortedSessions,
): Promise<{ items: Session[]; nextCursor: string | null }> {
  demandBounds(page.sort, { time: 'startedAt', asked: page, ways: 'from and to, or a chargePointId' })
  const { since, before } = instantsOf(page)
  let query = runner.query
    .selectFrom('session')
    .innerJoin('charger', 'charger.id', 'session.chargerId')
    .select('session.id')
    .where(matching(page))
  const chargers = chargersOf(page)
  if (chargers !== undefined) query = query.where(chargers)
  if (since !== undefined) query = query.where('session.startedAt', '>=', since)
  if (before !== undefined) query = query.where('session.startedAt', '<', before)
  const { items, nextCursor } = await sortedPage(query, orderOf(page), page)
  const ids = items.map(({ id }) => id)
  const sessions = new Map((await findSessions(runner, ids)).map((session) => [session.id, session]))
  return { items: ids.flatMap((id) => sessions.get(id) ?? []), nextCursor }
}

function orderOf(page: SortedSessions): ListOrder<SessionSortKey> {
  const startedAt = sql`session.started_at`
  // Of few sessions no index may give the order, or they would be looked for among everybody's.
  const isFew =
    chargersOf(page) !== undefined ||
    page.chargePointId !== undefined ||
    page.state === 'charging' ||
    page.suspect === true
  return {
    columns: {
      startedAt: textColumn(isFew ? sql`(${startedAt} || '')` : startedAt),
      // What is not known yet comes before everything that is.
      energyWh: numberColumn(sql`coalesce(session.energy_wh, -1)`),
      amountIdr: numberColumn(sql`coalesce(session.total_idr, -1)`),
      chargePointId: textColumn(sql`charger.charge_point_id`),
    },
    tieBreaker: numberColumn(sql`session.transaction_id`),
  }
}

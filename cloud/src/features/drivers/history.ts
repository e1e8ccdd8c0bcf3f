import type { SqlRunner } from '../../db/database.ts'
import { findSessions } from '../charging/queries.ts'
import type { Session } from '../charging/schemas.ts'
import type { DriverMonth } from './schemas.ts'

const theirs = `from session join driver_card on driver_card.id_tag = session.id_tag
  where user_id = ? and started_at >= linked_at and (ended_at is null or started_at <= ended_at)`

/** What has no business day yet counts by the day on which it began. */
const month = 'substr(coalesce(business_day, started_at), 1, 7)'

/** Three years of one's own. */
const mostMonths = 36

/**
 * The sessions of a driver's cards while they were theirs, the newest first. `before` is the last transactionId of the page
 * before; `month`, `2026-11`, is that of the site's own calendar.
 */
export async function listDriverSessions(
  runner: SqlRunner,
  userId: string,
  page: { readonly before: number | undefined; readonly month?: string | undefined; readonly limit: number },
): Promise<Session[]> {
  const rows = await runner.all<{ id: string }>(
    `select session.id ${theirs}
       and transaction_id < ? and (${month} = ? or ? = '') order by transaction_id desc limit ?`,
    [userId, page.before ?? Number.MAX_SAFE_INTEGER, page.month ?? '', page.month ?? '', page.limit],
  )
  return findSessions(
    runner,
    rows.map(({ id }) => id),
  )
}

/** What a driver's cards have used in each month, the newest first. */
export async function listDriverMonths(runner: SqlRunner, userId: string): Promise<DriverMonth[]> {
  return runner.all<DriverMonth>(
    `select ${month} as month, count(*) as sessions, sum(coalesce(energy_wh, 0)) as energy_wh,
       sum(coalesce(total_idr, 0)) as total_idr ${theirs}
     group by ${month} order by ${month} desc limit ?`,
    [userId, mostMonths],
  )
}

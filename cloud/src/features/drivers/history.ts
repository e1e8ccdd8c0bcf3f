import type { SqlRunner } from '../../db/database.ts'
import { findSession } from '../charging/queries.ts'
import type { Session } from '../charging/schemas.ts'

/**
 * The sessions of a driver's cards while they were theirs, the newest first. `before` is the last transactionId of the page
 * before.
 */
export async function listDriverSessions(
  runner: SqlRunner,
  userId: string,
  page: { readonly before: number | undefined; readonly limit: number },
): Promise<Session[]> {
  const rows = await runner.all<{ id: string }>(
    `select session.id from session join driver_card on driver_card.id_tag = session.id_tag
     where user_id = ? and started_at >= linked_at and (ended_at is null or started_at <= ended_at)
       and transaction_id < ? order by transaction_id desc limit ?`,
    [userId, page.before ?? Number.MAX_SAFE_INTEGER, page.limit],
  )
  const sessions = await Promise.all(rows.map(({ id }) => findSession(runner, id)))
  return sessions.filter((session) => session !== undefined)
}

import { type Idr, idr } from '@colok/shared/money'
import { first, type SqlRunner } from '../../db/database.ts'

/** What a partner's closed statements come to, less what was paid out or is about to be; negative when he owes. */
export async function owedTo(runner: SqlRunner, organisationId: string): Promise<Idr> {
  const row = await first<{ owedIdr: number }>(
    runner,
    `select cast(
       coalesce((select sum(due_idr) from statement where organisation_id = ?), 0) -
       coalesce((select sum(amount_idr) from payout where organisation_id = ? and state <> 'refused'), 0)
     as bigint) as owed_idr`,
    [organisationId, organisationId],
  )
  return idr(row?.owedIdr ?? 0)
}

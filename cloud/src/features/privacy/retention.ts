import { toIso } from '@colok/shared/time'
import { claimDays, personalData, ratingWordDays, unusedAccountDays } from '../../core/retention-policy.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { forget } from './forgetting.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** People in one run; the rest come in the next. */
const peopleAtOnce = 50

/** Lets go of what the retention policy says has been kept long enough, and of people who have not been seen for long. */
export function forgetInTime(services: Services): Job {
  const before = (days: number) => toIso(services.clock.wallMs() - days * dayMs)
  return {
    name: 'forget in time',
    everyMs: hourMs,
    async run() {
      for (const { table, rowsGo } of personalData)
        if (rowsGo !== undefined)
          await services.writer.write((tx) =>
            tx.run(`delete from ${table} where ${rowsGo.column} < ?`, [before(rowsGo.days)]),
          )
      await services.writer.write((tx) =>
        tx.run(
          "update refund set sealed_claim = null where sealed_claim is not null and state = 'refunded' and ended_at < ?",
          [before(claimDays)],
        ),
      )
      await services.writer.write((tx) =>
        tx.run('update rating set word = null where created_at < ? and word is not null', [
          before(ratingWordDays),
        ]),
      )
      for (const userId of await unused(services, before(unusedAccountDays)))
        await services.writer.write((tx) => forget(tx, services, { userId, actor: 'forget in time' }))
    },
  }
}

/** Drivers of whom nothing was heard since; staff and members of organisations are not forgotten by themselves. */
async function unused(services: Services, since: string): Promise<string[]> {
  const rows = await services.read.all<{ id: string }>(
    `select id from "user" where updated_at < ? and closed_at is null
       and not exists (select 1 from user_session where user_id = "user".id and coalesce(last_seen_at, created_at) >= ?)
       and not exists (select 1 from organisation_member where user_id = "user".id and until is null)
       and not exists (
         select 1 from driver_card join session on session.id_tag = driver_card.id_tag
         where user_id = "user".id and started_at >= ?)
     order by id limit ?`,
    [since, since, since, peopleAtOnce],
  )
  return rows.map(({ id }) => id)
}

import { toIso } from '@colok/shared/time'
import { messageDays } from '../../core/retention-policy.ts'
import type { Tx } from '../../db/database.ts'
import { maxWrites, rowsAtOnce } from '../../jobs/pruning.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Forgets what messages said, and later the messages. What they cost by month goes with them. */
export function forgetMessages(services: Services): Job {
  const before = (days: number) => toIso(services.clock.wallMs() - days * dayMs)
  return {
    name: 'forget messages',
    everyMs: hourMs,
    async run() {
      await untilDone(services, (tx) =>
        tx.run(
          `update message set sealed_parameters = null where id in (
             select id from message where due_at is null and sealed_parameters is not null and created_at < ?
             order by created_at limit ${rowsAtOnce})`,
          [before(messageDays.parameters)],
        ),
      )
      await untilDone(services, (tx) =>
        tx.run(
          `delete from received_message where id in (
             select id from received_message where received_at < ? order by received_at limit ${rowsAtOnce})`,
          [before(messageDays.received)],
        ),
      )
      // Their ids are in the order of time, by the clock that stamps them too.
      const old = `select id from (select id, created_at, due_at from message order by id limit ${rowsAtOnce}) as oldest
        where created_at < ? and due_at is null`
      await untilDone(services, async (tx) => {
        const parameters = [before(messageDays.messages)]
        await tx.run(`delete from message_attempt where message_id in (${old})`, parameters)
        return tx.run(`delete from message where id in (${old})`, parameters)
      })
    },
  }
}

/** Rows are changed so many at once, until fewer are left or the run has done its share. */
async function untilDone(services: Services, some: (tx: Tx) => number | Promise<number>): Promise<void> {
  for (let writes = 0; writes < maxWrites; writes += 1)
    if ((await services.writer.write(some)) < rowsAtOnce) return
}

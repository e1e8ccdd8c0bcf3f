import { toIso } from '@colok/shared/time'
import { messageDays } from '../../core/retention-policy.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const rowsAtOnce = 1000

/** Forgets what messages said, and later the messages. What they cost by month goes with them. */
export function forgetMessages(services: Services): Job {
  const before = (days: number) => toIso(services.clock.wallMs() - days * dayMs)
  return {
    name: 'forget messages',
    everyMs: hourMs,
    async run() {
      await services.writer.write(async (tx) => {
        await tx.run(
          `update message set sealed_parameters = null where id in (
             select id from message where due_at is null and sealed_parameters is not null and created_at < ? limit ?)`,
          [before(messageDays.parameters), rowsAtOnce],
        )
        await tx.run(
          'delete from received_message where id in (select id from received_message where received_at < ? limit ?)',
          [before(messageDays.received), rowsAtOnce],
        )
        const old = await tx.all<{ id: string }>(
          'select id from message where created_at < ? and due_at is null order by id limit ?',
          [before(messageDays.messages), rowsAtOnce],
        )
        for (const { id } of old) {
          await tx.run('delete from message_attempt where message_id = ?', [id])
          await tx.run('delete from message where id = ?', [id])
        }
      })
    },
  }
}

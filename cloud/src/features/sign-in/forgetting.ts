import { toIso } from '@colok/shared/time'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'

const dayMs = 24 * 3_600_000

/** Of what is over; what is still good is never touched. */
const keptDays = 2

/** Forgets sign-ins, codes and attempts that are over. Links stay longer: they say who invited whom. */
export function forgetSignIns(services: Services): Job {
  return {
    name: 'forget sign-ins',
    everyMs: dayMs,
    async run() {
      const before = toIso(services.clock.wallMs() - keptDays * dayMs)
      await services.writer.write(async (tx) => {
        for (const table of ['user_session', 'sign_in_code', 'verification'])
          await tx.run(`delete from ${table} where expires_at < ?`, [before])
        await tx.run('delete from sign_in_throttle where since < ?', [before])
      })
    },
  }
}

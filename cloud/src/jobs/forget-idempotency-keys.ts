import { toIso } from '@colok/shared/time'
import type { Services } from '../services.ts'
import type { Job } from './runner.ts'

/** How long a key is remembered: longer than any client tries again. */
const keptMs = 24 * 3_600_000

export function forgetIdempotencyKeys(services: Services): Job {
  return {
    name: 'forget idempotency keys',
    everyMs: 3_600_000,
    async run() {
      const before = toIso(services.clock.wallMs() - keptMs)
      await services.writer.write((tx) =>
        tx.run('delete from idempotent_request where created_at < ?', [before]),
      )
    },
  }
}

import { toIso } from '@colok/shared/time'
import { first } from '../../db/database.ts'
import type { ExternalIdLog } from '../../gateways/contract.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'

/** A signature is fresh for minutes, and a provider's day ends once: after two days an id says nothing any more. */
const keptMs = 2 * 86_400_000

/**
 * For all processes of one database: what a provider has sent to one of them is known to the others. Rejects when it
 * cannot be written down, so that a notification is never taken without.
 */
export function externalIdsInDatabase(services: Pick<Services, 'writer' | 'clock'>): ExternalIdLog {
  return {
    remember: ({ gateway, day, externalId, bodyHash }) =>
      services.writer.write(async (tx) => {
        const isNew = await tx.run(
          `insert into gateway_external_id (gateway, day, external_id, body_hash, seen_at) values (?, ?, ?, ?, ?)
           on conflict do nothing`,
          [gateway, day, externalId, bodyHash, toIso(services.clock.wallMs())],
        )
        if (isNew > 0) return 'new'
        const before = await first<{ bodyHash: string }>(
          tx,
          'select body_hash from gateway_external_id where gateway = ? and day = ? and external_id = ?',
          [gateway, day, externalId],
        )
        return before?.bodyHash === bodyHash ? 'same' : 'different'
      }),
  }
}

export function forgetExternalIds(services: Pick<Services, 'writer' | 'clock'>): Job {
  return {
    name: 'forget external ids',
    everyMs: 3_600_000,
    async run() {
      const before = toIso(services.clock.wallMs() - keptMs)
      await services.writer.write((tx) =>
        tx.run('delete from gateway_external_id where seen_at < ?', [before]),
      )
    },
  }
}

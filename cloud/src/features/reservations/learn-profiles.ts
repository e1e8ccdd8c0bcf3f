import { toIso } from '@colok/shared/time'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { readConfiguration } from '../configuration/configuration.ts'
import { TariffTerms } from '../tariffs/schemas.ts'

/** Each answer is some kilobytes. */
const togetherAtMost = 20

/** A charger that does not answer is left alone for so long. */
const askAgainAfterMs = 3_600_000

/**
 * Asks chargers that never told their configuration for it, where a tariff lets sockets be held: only one that says that it
 * knows reservations is offered. Without such a tariff nobody is asked anything.
 */
export function learnProfiles(services: Services): Job {
  const askedAtMs = new Map<string, number>()
  return {
    name: 'learn who can hold sockets',
    everyMs: 60_000,
    async run() {
      if (!(await isAnywhereAllowed(services))) return
      const now = services.clock.monotonicMs()
      for (const [id, atMs] of askedAtMs) if (now - atMs >= askAgainAfterMs) askedAtMs.delete(id)
      const unread = await services.read.all<{ chargePointId: string }>(
        `select charge_point_id from charger where connected = 1 and registration = 'Accepted'
           and not exists (select 1 from charger_configuration where charger_id = charger.id) order by id limit 1000`,
        [],
      )
      const ids = unread.map(({ chargePointId }) => chargePointId).filter((id) => !askedAtMs.has(id))
      const asked = ids.slice(0, togetherAtMost)
      for (const id of asked) askedAtMs.set(id, now)
      await Promise.all(asked.map((id) => readConfiguration(services, id)))
    },
  }
}

async function isAnywhereAllowed({ read, clock }: Services): Promise<boolean> {
  const now = toIso(clock.wallMs())
  const inForce = await read.all<{ terms: string }>(
    'select terms from tariff where valid_from <= ? and (valid_until is null or valid_until > ?)',
    [now, now],
  )
  return inForce.some(({ terms }) => TariffTerms.parse(JSON.parse(terms)).reservationMinutes !== null)
}

import { toIso } from '@colok/shared/time'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { readConfiguration } from '../configuration/configuration.ts'
import { nextPriceListAt } from '../tariffs/prices.ts'
import { TariffTerms } from '../tariffs/schemas.ts'

/** Each answer is some kilobytes. */
const togetherAtMost = 20

/** While more wait to be asked; and after a charger has come, which speaks first. */
const soonMs = 60_000

/** A charger that may be asked again is nobody's news. */
const lookAgainMs = 300_000

/** A charger that does not answer is left alone for so long. */
const askAgainAfterMs = 3_600_000

/**
 * Asks chargers that never told their configuration for it, where a tariff lets sockets be held: only one that says that it
 * knows reservations is offered. Without such a tariff nobody is asked anything.
 */
export function learnProfiles(services: Services): Job {
  const askedAtMs = new Map<string, number>()
  let wake: Wake = () => {}
  return {
    name: 'learn who can hold sockets',
    everyMs: lookAgainMs,
    onStart(given) {
      wake = given
      services.bells.when('chargers', () => wake(soonMs))
      services.bells.when('prices', () => wake(soonMs))
    },
    async run() {
      const wallMs = services.clock.wallMs()
      const nextListAt = await nextPriceListAt(services.read, toIso(wallMs))
      if (nextListAt !== undefined) wake(nextListAt - wallMs)
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
      if (asked.length < ids.length) wake(soonMs)
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

import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { syncLocalList } from './sync.ts'

/** A charger that refused its list, or did not answer, is asked again after this long. */
const retryAfterMs = 3_600_000

/** Chargers that are brought into step at once; the rest wait for the next run. */
const togetherAtMost = 20

/** Cards change one after the other, and a charger that has come back speaks first. */
const soonMs = 10_000

/** The word that a list is behind may be lost, and of the time for another try nobody tells. */
const lookAgainMs = 60_000

/** A card has changed: every list that is kept in step is behind. */
export async function markListsBehind(tx: Tx, { bells }: Pick<Services, 'bells'>): Promise<void> {
  bells.note('localLists')
  await tx.run(
    "update local_list set state = 'behind', tried_at = null where state in ('inStep', 'failed')",
    [],
  )
}

/** Sends what is different to the chargers whose lists are kept in step, when they are connected. */
export function keepLocalListsInStep(services: Services): Job {
  let wake: Wake = () => {}
  return {
    name: 'keep local lists in step',
    everyMs: lookAgainMs,
    onStart(given) {
      wake = given
      services.bells.when('localLists', () => wake(soonMs))
      services.bells.when('chargers', () => wake(soonMs))
    },
    async run() {
      const triedBefore = toIso(services.clock.wallMs() - retryAfterMs)
      const rows = await services.read.all<{ chargePointId: string }>(
        `select charge_point_id from charger left join local_list on local_list.charger_id = charger.id
         where keeps_local_list = 1 and connected = 1 and registration = 'Accepted'
           and (state is null or state in ('behind', 'failed')) and (tried_at is null or tried_at < ?)
         order by charger.id limit ?`,
        [triedBefore, togetherAtMost],
      )
      await Promise.all(rows.map(({ chargePointId }) => syncLocalList(services, chargePointId)))
      if (rows.length === togetherAtMost) wake(soonMs)
    },
  }
}

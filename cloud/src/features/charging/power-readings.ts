import type { TimedValue } from '../../core/chart-layout.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { powerCurve } from '../../core/power-curve.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Session } from './schemas.ts'

/** A reading every five seconds for a whole day. */
const mostReadings = 17_280

/** The power of a session over time, W, as its meter told it; of one that took longer than a day, the newest part. */
export async function sessionPower(runner: SqlRunner, session: Session): Promise<TimedValue[]> {
  const rows = await runner.query
    .selectFrom('sessionReading')
    .innerJoin('charger', 'charger.id', 'sessionReading.chargerId')
    .select(['measuredAt', 'powerW', 'energyWh'])
    .where('transactionId', '=', session.transactionId)
    .where('charger.chargePointId', '=', session.chargePointId)
    .orderBy('measuredAt', 'desc')
    .limit(mostReadings)
    .execute()
  return powerCurve(
    rows.reverse().map(({ measuredAt, ...row }) => ({ ...row, at: fromStoredInstant(measuredAt) })),
  )
}

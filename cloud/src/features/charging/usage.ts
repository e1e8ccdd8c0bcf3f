import type { Usage } from '../../core/bill.ts'
import { idleSeconds } from '../../core/idle-time.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SessionPrice } from '../../core/tariff.ts'
import type { SqlRunner } from '../../db/database.ts'

/** More status changes than any session has; of a charger that flutters the first count. */
const maxStatuses = 1000

/** What a session took, as far as its price asks: how long the battery was full matters where idling costs something. */
export async function usageOf(
  runner: SqlRunner,
  price: SessionPrice,
  session: {
    readonly chargerId: number
    readonly connectorId: number
    readonly startedAt: string
    readonly stoppedAt: string
    readonly energyWh: number
  },
): Promise<Usage> {
  const startedAt = fromStoredInstant(session.startedAt)
  const stoppedAt = Math.max(startedAt, fromStoredInstant(session.stoppedAt))
  const { energyWh } = session
  const seconds = Math.floor((stoppedAt - startedAt) / 1000)
  if (price.idleFee === null) return { energyWh, seconds, idleSeconds: 0 }
  const events = await runner.all<{ occurredAt: string; detail: string }>(
    `select occurred_at, detail from charger_event
     where charger_id = ? and connector_id = ? and kind = 'StatusNotification' and occurred_at >= ? and occurred_at < ?
     order by occurred_at, id limit ?`,
    [session.chargerId, session.connectorId, session.startedAt, session.stoppedAt, maxStatuses],
  )
  const statuses = events.map(({ occurredAt, detail }) => ({
    status: (JSON.parse(detail) as { status: string }).status,
    at: fromStoredInstant(occurredAt),
  }))
  return { energyWh, seconds, idleSeconds: idleSeconds(statuses, { startedAt, stoppedAt }) }
}

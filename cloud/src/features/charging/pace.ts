import { fromStoredInstant } from '../../core/instant-text.ts'
import type { MeterPace } from '../../core/prepaid.ts'
import type { SqlRunner } from '../../db/database.ts'

/** Assumed between readings until there have been two. */
const usualIntervalMs = 60_000

interface Reading {
  readonly measuredAt: string
  readonly energyWh: number
  readonly powerW: number | null
}

/** How fast a session under way takes energy, by its last two readings; undefined before the first. */
export async function meterPace(
  runner: SqlRunner,
  session: {
    readonly transactionId: number
    readonly chargerId: number
    readonly startedAt: string
    readonly meterStartWh: number
  },
): Promise<MeterPace | undefined> {
  const [last, before] = await runner.all<Reading>(
    `select id, measured_at, energy_wh, power_w from session_reading
     where transaction_id = ? and charger_id = ? and energy_wh is not null order by measured_at desc, id desc limit 2`,
    [session.transactionId, session.chargerId],
  )
  if (last === undefined) return undefined
  const since = before?.measuredAt ?? session.startedAt
  const gapMs = Math.max(0, fromStoredInstant(last.measuredAt) - fromStoredInstant(since))
  const earlierWh = before?.energyWh ?? session.meterStartWh
  const powerW =
    last.powerW ?? (gapMs > 0 ? Math.max(0, ((last.energyWh - earlierWh) * 3_600_000) / gapMs) : 0)
  return {
    energyWh: Math.max(0, last.energyWh - session.meterStartWh),
    powerW,
    intervalMs: before === undefined || gapMs === 0 ? usualIntervalMs : gapMs,
  }
}

import type { Tx } from '../../db/database.ts'
import { type Concerned, type ConcernedRow, concernedColumns, concernedOf } from './session-closed.ts'

/** What a stop is judged by beside its session and its readings. */
export interface StopContext {
  readonly maxPowerW: number | undefined
  /** When the connector's next session began. */
  readonly nextStartedAt: string | undefined
  /** Something of its meter was signed. */
  readonly isSigned: boolean
  readonly concerned: Concerned
}

interface ContextRow extends ConcernedRow {
  readonly maxPowerW: number | null
  readonly nextStartedAt: string | null
  readonly isSigned: number
}

const contextOfStop = `select (select max_power_w from connector where charger_id = ? and connector_id = ?) as max_power_w,
    (select min(started_at) from session as other where charger_id = ? and connector_id = ? and started_at >= ?
      and transaction_id <> ?) as next_started_at,
    exists (select 1 from signed_reading where session_id = session.id) as is_signed, ${concernedColumns}
  from session where session.transaction_id = ?`

export async function stopContext(
  tx: Tx,
  key: {
    readonly chargerId: number
    readonly connectorId: number
    readonly transactionId: number
    readonly startedAt: string
  },
): Promise<StopContext> {
  const { chargerId, connectorId, transactionId, startedAt } = key
  const [row] = await tx.all<ContextRow>(contextOfStop, [
    ...[chargerId, connectorId],
    ...[chargerId, connectorId, startedAt, transactionId],
    transactionId,
  ])
  if (row === undefined) throw new Error(`Transaction ${transactionId} ends and is not stored.`)
  return {
    maxPowerW: row.maxPowerW ?? undefined,
    nextStartedAt: row.nextStartedAt ?? undefined,
    isSigned: row.isSigned === 1,
    concerned: concernedOf(row),
  }
}

import { stampOf } from './now.ts'
import { connectorOf, patchProgress, record, type Turn } from './turn.ts'

/** A power cut loses at most 10 Wh: the journal is never this far behind, the next reading included. */
const journalStepWh = 8
const journalLimitWh = 9

/** Writes the register of a running session down once it is far enough ahead; `deltaWh` is what it grew last. */
export function journalWhenDue(turn: Turn, connectorId: number, deltaWh: number): void {
  const behindWh = unwrittenWh(turn, connectorId)
  if (behindWh >= journalStepWh || behindWh + deltaWh >= journalLimitWh) journalNow(turn, connectorId)
}

/**
 * Writes the register of a running session down, unless that has been done. Whatever is told to the central system is
 * written first: a session that the power cuts off must not end below what has been told of it.
 */
export function journalNow(turn: Turn, connectorId: number): void {
  const { activity, meter } = connectorOf(turn.state, connectorId)
  if (activity.kind !== 'charging' && activity.kind !== 'stopping') return
  if (unwrittenWh(turn, connectorId) === 0) return
  record(turn, {
    kind: 'reading',
    reading: {
      connectorId,
      localId: activity.session.localId,
      importWh: meter.importWh,
      at: stampOf(turn.now),
    },
  })
  patchProgress(turn, connectorId, { journalledWh: activity.progress.energyWh })
}

function unwrittenWh(turn: Turn, connectorId: number): number {
  const { activity } = connectorOf(turn.state, connectorId)
  if (activity.kind !== 'charging' && activity.kind !== 'stopping') return 0
  return activity.progress.energyWh - activity.progress.journalledWh
}

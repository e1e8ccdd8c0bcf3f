import { beginStop } from './session.ts'
import { clearTimer, emit, isTimerSet, log, patchStation, setTimer, type Turn } from './turn.ts'

/** How long queued transaction messages may hold up a reset: a soft one waits longer than a hard one. */
const patienceMs = { Soft: 30_000, Hard: 5_000 } as const

/** Accepts a reset: every session ends with its reason, then the queue may drain for a while. */
export function requestReset(turn: Turn, type: 'Hard' | 'Soft'): void {
  patchStation(turn, { reset: { type, phase: 'draining' } })
  for (const { id } of turn.state.connectors)
    beginStop(turn, id, {
      reason: type === 'Hard' ? 'HardReset' : 'SoftReset',
    })
  setTimer(turn, 'reset', patienceMs[type])
  log(turn, 'info', `${type} reset accepted`)
}

/** Resets once nothing is left to do, or the patience is over. */
export function advanceReset(turn: Turn): void {
  const { station, connectors, outbox } = turn.state
  if (station.reset?.phase !== 'draining') return
  const stopping = connectors.some(
    ({ activity }) => activity.kind === 'charging' || activity.kind === 'stopping',
  )
  const patient = isTimerSet(turn.state, 'reset')
  if (stopping || (patient && station.link === 'up' && outbox.entries.length > 0)) return
  clearTimer(turn, 'reset')
  patchStation(turn, { link: 'down', reset: { ...station.reset, phase: 'done' } })
  emit(turn, { kind: 'reset', type: station.reset.type })
}

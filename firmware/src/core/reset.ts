import type { StopReason } from './durable.ts'
import type { ResetType } from './effects.ts'
import { raiseSecurityEvent } from './security-log.ts'
import { beginStop } from './session.ts'
import { clearTimer, emit, isTimerSet, log, patchStation, setTimer, type Turn } from './turn.ts'

/**
 * How long the last readings and the queued transaction messages may hold up a reset: a soft one waits longer than a
 * hard one, and a supply that fails leaves ten seconds in all.
 */
const patienceMs: Readonly<Record<ResetType, number>> = {
  Soft: 30_000,
  Hard: 5_000,
  PowerOff: 5_000,
  Restart: 30_000,
}

/**
 * The end of the process is a person's restart of the service, or a supercapacitor's last word: both come as the same
 * signal, and either way the socket has lost its supply.
 */
const reasons: Readonly<Record<ResetType, StopReason>> = {
  Soft: 'SoftReset',
  Hard: 'HardReset',
  PowerOff: 'PowerLoss',
  Restart: 'Reboot',
}

/** Accepts a reset: every session ends with its reason, then the queue may drain for a while. */
export function requestReset(turn: Turn, type: ResetType): void {
  patchStation(turn, { reset: { type, phase: 'draining' } })
  for (const { id } of turn.state.connectors) beginStop(turn, id, { reason: reasons[type] })
  setTimer(turn, 'reset', patienceMs[type])
  raiseSecurityEvent(turn, 'ResetOrReboot', type)
  log(turn, 'info', `Going down: ${type}`)
}

/** Resets once nothing is left to do, or the patience is over. */
export function advanceReset(turn: Turn): void {
  const { station, connectors, outbox } = turn.state
  if (station.reset?.phase !== 'draining') return
  const stopping = connectors.some(
    ({ activity }) => activity.kind === 'charging' || activity.kind === 'stopping',
  )
  const patient = isTimerSet(turn.state, 'reset')
  if (patient && (stopping || (station.link === 'up' && outbox.entries.length > 0))) return
  clearTimer(turn, 'reset')
  patchStation(turn, { link: 'down', reset: { ...station.reset, phase: 'done' } })
  emit(turn, { kind: 'reset', type: station.reset.type })
}

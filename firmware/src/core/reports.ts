import type { CallCompleted, Report } from './events.ts'
import { isOnline } from './registration.ts'
import { emit, isTimerSet, log, patchStation, setTimer, type Turn } from './turn.ts'

/** More than the steps of an update and of two uploads; beyond it the oldest are given up. */
const maxWaiting = 20
const tellAgainMs = 30_000

/** Tells how work goes on (uploads, updates), step by step: what happens while nobody listens is told later. */
export function report(turn: Turn, message: Report): void {
  patchStation(turn, { reports: [...turn.state.station.reports, message].slice(-maxWaiting) })
}

/** Sends the oldest report, one at a time. */
export function pumpReports(turn: Turn): void {
  const { reports, reporting } = turn.state.station
  const [next] = reports
  if (next === undefined || reporting !== null || !isOnline(turn.state) || isTimerSet(turn.state, 'report'))
    return
  patchStation(turn, { reporting: next })
  emit(turn, { kind: 'call', purpose: 'report', ref: 0, ...next })
}

export function reportCompleted(
  turn: Turn,
  result: Extract<CallCompleted, { purpose: 'report' }>['result'],
): void {
  const { reports, reporting } = turn.state.station
  patchStation(turn, { reporting: null })
  if (result.kind === 'timeout' || result.kind === 'full') setTimer(turn, 'report', tellAgainMs)
  if (result.kind === 'timeout' || result.kind === 'full' || result.kind === 'closed') return
  if (result.kind !== 'confirmed') log(turn, 'warn', `${reporting?.action} was not taken: ${result.kind}`)
  patchStation(turn, { reports: reports.filter((each) => each !== reporting) })
}

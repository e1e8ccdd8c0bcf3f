import type { ChargePoint } from '../charge-point.ts'
import type { Report } from './violation.ts'

/** The charger's own bound; beyond it values of the middle are given up. */
const maxOutbox = 10_000
/** Messages of one line that are under way at once: a burst at boot, not a stream that nobody reads. */
const maxUnderWay = 500
/** Timers that one charger, its line and its people may have set at once. */
const maxTimersPerCharger = 150
const maxTimersOfRest = 500

/** Nothing that queues grows without end. */
export function checkBounds(
  chargePoints: readonly ChargePoint[],
  pendingTimers: number,
  report: Report,
): void {
  for (const { id, charger, line } of chargePoints) {
    const queued = charger?.state.outbox.entries.length ?? 0
    if (queued > maxOutbox)
      report({ checker: 'queuesBounded', subject: id, what: `${queued} messages wait to be told` })
    if (line.underWay > maxUnderWay)
      report({ checker: 'queuesBounded', subject: id, what: `${line.underWay} messages are under way` })
  }
  const most = chargePoints.length * maxTimersPerCharger + maxTimersOfRest
  if (pendingTimers > most)
    report({
      checker: 'queuesBounded',
      subject: 'world',
      what: `${pendingTimers} timers are set, where ${most} are plenty`,
    })
}

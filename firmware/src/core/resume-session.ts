import { blockingFaults } from './faults.ts'
import type { Stamp } from './now.ts'
import { forgetResumption } from './resumption.ts'
import { testLeakage } from './safety.ts'
import { startSession } from './session.ts'
import type { Connector } from './state.ts'
import { isOperative } from './status.ts'
import { connectorOf, log, setTimer, type Turn } from './turn.ts'

const longestOutageMs = 600_000
/** How often it is looked again whether what still hinders has gone, and for how long. */
const lookAgainMs = 5_000
const patienceMs = 600_000
/** Most of the time the leakage module's self-test has passed by then. */
const testMs = 1_000
/** One that has ended within this time is not repeated. */
const testHoldsMs = 60_000

/** The minute is over: starts the linked session, waits for what hinders it, or gives it up. */
export function resumeDue(turn: Turn, connectorId: number): void {
  const connector = connectorOf(turn.state, connectorId)
  const { resumption } = connector
  if (resumption === null) return
  const outageMs = outageOf(turn, resumption.cutAt)
  const waitedMs = turn.now.monotonicMs - turn.state.station.bootedMs
  if ((outageMs !== undefined && outageMs > longestOutageMs) || waitedMs > patienceMs) {
    forgetResumption(turn, connectorId)
    return
  }
  if (outageMs === undefined || !canResume(turn, connector)) {
    setTimer(turn, `resume:${connectorId}`, lookAgainMs)
    return
  }
  if (!wasJustTested(turn) && testLeakage(turn)) {
    setTimer(turn, `resume:${connectorId}`, testMs)
    return
  }
  log(turn, 'info', `The paid remainder goes on at connector ${connectorId}`, { after: resumption.localId })
  startSession(turn, connectorId, {
    idTag: resumption.idTag,
    parentIdTag: resumption.parentIdTag,
    origin: resumption.origin,
    reservationId: null,
    connectorIds: [connectorId],
    chargingProfile: null,
    allowance: null,
  })
}

/** How long there was no power; `undefined` while the calendar cannot tell. */
function outageOf({ state, now }: Turn, cutAt: Stamp): number | undefined {
  if (now.wall === 'unsynced' || cutAt.wallMs === null) return undefined
  const bootedAt = now.wall - (now.monotonicMs - state.station.bootedMs)
  return bootedAt - cutAt.wallMs
}

function wasJustTested({ state, now }: Turn): boolean {
  const { leakageTestedMs } = state.station
  return leakageTestedMs !== null && now.monotonicMs - leakageTestedMs < testHoldsMs
}

function canResume({ state }: Turn, connector: Connector): boolean {
  const { activity, plug, meter } = connector
  return (
    (activity.kind === 'idle' || activity.kind === 'finishing') &&
    plug === 'in' &&
    meter.reading !== null &&
    isOperative(state, connector) &&
    blockingFaults(state, connector).length === 0 &&
    (state.station.leakageTest === null || state.station.leakageTest === 'passed') &&
    state.station.reset === null
  )
}

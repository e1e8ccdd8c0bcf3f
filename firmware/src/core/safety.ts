import type { Event } from './events.ts'
import { clearFault, raiseFault } from './faults.ts'
import { lockOut } from './relay.ts'
import {
  clearTimer,
  connectorOf,
  emit,
  log,
  patchConnector,
  patchStation,
  setTimer,
  type Turn,
} from './turn.ts'

/** The terminals' ladder (reference/hardware.md S8), in tenths of a degree; the board itself opens at 71 °C. */
const warnDeciC = 650
const pauseDeciC = 680
const restoreDeciC = 620
/** A leakage test takes 5 s at most. */
const leakageTestMs = 6_000

/** A socket's terminals: too hot, its session waits until they have cooled down. */
export function temperatureReported(turn: Turn, connectorId: number, deciC: number | null): void {
  const { tooHot, temperatureDeciC } = connectorOf(turn.state, connectorId)
  const next = deciC === null ? tooHot : tooHot ? deciC > restoreDeciC : deciC >= pauseDeciC
  if (deciC !== null && deciC >= warnDeciC && (temperatureDeciC ?? 0) < warnDeciC)
    log(turn, 'warn', `Socket ${connectorId} is warm`, { connector: connectorId, temperatureC: deciC / 10 })
  if (next !== tooHot)
    log(turn, 'warn', `Socket ${connectorId} ${next ? 'pauses to cool down' : 'has cooled down'}`, {
      connector: connectorId,
    })
  patchConnector(turn, connectorId, { temperatureDeciC: deciC, tooHot: next })
}

/**
 * Tests the leakage module in the plug-in window, so that a tap does not wait for it (S1). `false` where there is none,
 * and while a socket delivers.
 */
export function testLeakage(turn: Turn): boolean {
  const { station, connectors } = turn.state
  if (station.leakageTest === null || station.leakageTest === 'running') return false
  if (connectors.some(({ relay }) => relay.asked === 'closed' || relay.contact === 'closed')) return false
  patchStation(turn, { leakageTest: 'running' })
  setTimer(turn, 'leakageTest', leakageTestMs)
  emit(turn, { kind: 'testLeakage' })
  return true
}

export function leakageTested(turn: Turn, result: Extract<Event, { kind: 'leakageTested' }>['result']): void {
  patchStation(turn, { leakageTest: result })
  if (result === 'running') {
    setTimer(turn, 'leakageTest', leakageTestMs)
    return
  }
  patchStation(turn, { leakageTestedMs: turn.now.monotonicMs })
  clearTimer(turn, 'leakageTest')
  clearFault(turn, 'station', 'leakageTest')
}

/** A test that does not end is a test that failed. */
export function leakageTestOverdue(turn: Turn): void {
  raiseFault(turn, 'station', {
    source: 'leakageTest',
    errorCode: 'GroundFailure',
    info: 'The leakage test does not end',
    blocks: true,
  })
}

/** The board knows welded elements by their voltage; the lock is kept here too, and cleared on both. */
export function weldedReported(turn: Turn, connectorId: number, elements: readonly string[]): void {
  const { lockout } = connectorOf(turn.state, connectorId)
  if (lockout?.kind === 'cleared') {
    patchConnector(turn, connectorId, { lockout: null })
    if (elements.length > 0) emit(turn, { kind: 'forgetWelded', connectorId })
  } else if (elements.length > 0)
    lockOut(turn, connectorId, `Element ${elements.join(' and ')} of socket ${connectorId} welded`)
}

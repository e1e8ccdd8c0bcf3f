import { authoriseCompleted, cardPresented, connectionTimedOut, followPlug } from './authorisation.ts'
import { boot } from './boot.ts'
import { answerCall } from './calls/answer-call.ts'
import { flagOf } from './configuration.ts'
import { dateThePast } from './dating.ts'
import type { Effect } from './effects.ts'
import type { CallCompleted, Event } from './events.ts'
import { blockingFaults, clearFault, deviceFaulted, faultsAt, raiseFault } from './faults.ts'
import { reportLights } from './lights.ts'
import { restartRequested, updateReported, uploadReported } from './maintenance.ts'
import { meterRead, meterSilent } from './metering.ts'
import { isNothingNew, isOnlyFigures, isScreenTick } from './nothing-new.ts'
import type { Now } from './now.ts'
import { estimateCompleted, noteAnswer, outboxCompleted, pumpOutbox } from './outbox.ts'
import { outboxRecorded } from './outbox-queue.ts'
import { forgetTrips, noteTrip } from './protection.ts'
import { isOnline } from './registration.ts'
import { arbitrateRelay, contactOverdue, contactReported } from './relay.ts'
import { pumpReports, reportCompleted } from './reports.ts'
import { armReservations } from './reservations.ts'
import { advanceReset, requestReset } from './reset.ts'
import { resumeDue } from './resume-session.ts'
import { forgetResumption } from './resumption.ts'
import {
  leakageTested,
  leakageTestOverdue,
  temperatureReported,
  testLeakage,
  weldedReported,
} from './safety.ts'
import { armClockAligned, clockAlignedDue, sampleDue } from './sampling.ts'
import { isShownSoon, reportScreen } from './screen.ts'
import { certificateRequested, connectionAnswered, connectionLost, vaultAnswered } from './security.ts'
import { pumpSecurityEvents, raiseSecurityEvent, securityEventCompleted } from './security-log.ts'
import { doorReported, tamperReported } from './service-door.ts'
import { beginStop, finishStop, freeConnector, startSession } from './session.ts'
import { meterKeyCompleted, pumpMeterKeys, pumpSignatures, readingSigned } from './signed-readings.ts'
import { limitDeliveries } from './smart-charging.ts'
import type { ChargerState, Connector } from './state.ts'
import {
  bootCompleted,
  bootNotificationDue,
  heartbeatCompleted,
  heartbeatDue,
  linkReported,
  statusNotificationCompleted,
} from './station.ts'
import { awaitsTransaction, isOperative, reportStatuses, tellStatus } from './status.ts'
import type { TimerName } from './timers.ts'
import {
  clearTimer,
  connectorOf,
  dueTimers,
  emit,
  log,
  patch,
  patchConnector,
  patchStation,
  setActivity,
  type Turn,
} from './turn.ts'

/** What comes of an event. */
export interface Step {
  readonly state: ChargerState
  readonly effects: readonly Effect[]
  /** Whether the store may have something to keep of it; nearly always not, since meters and the display tick all day. */
  readonly mayBeKept: boolean
}

/**
 * One step of the charger: what happened becomes a new state and the effects that follow. Pure and total: an event
 * that does not fit the state changes nothing but the log.
 */
export function step(state: ChargerState, event: Event, now: Now): Step {
  const turn: Turn = { state, now, effects: [] }
  handle(turn, event)
  dateThePast(turn)
  const mayBeKept = follow(turn, event, state)
  return { state: turn.state, effects: turn.effects, mayBeKept }
}

/** What follows from what the event has made of the state `before`. Whether anything may have to be kept of it all. */
function follow(turn: Turn, event: Event, before: ChargerState): boolean {
  switch (turn.effects.length > 0 ? 'anything' : newsOf(before, event, turn)) {
    case 'nothing':
      return false
    case 'second':
      reportScreen(turn)
      return false
    case 'figures':
      limitDeliveries(turn)
      // Who may take energy decides about relays and what is told.
      if (turn.state.deliveries !== before.deliveries) break
      if (!isShownSoon(turn)) reportScreen(turn)
      return false
    case 'anything':
      for (const { id } of turn.state.connectors) settleConnector(turn, id)
      limitDeliveries(turn)
  }
  settle(turn, event)
  return true
}

function newsOf(
  before: ChargerState,
  event: Event,
  { state, now }: Turn,
): 'nothing' | 'second' | 'figures' | 'anything' {
  if (event.kind === 'timeElapsed')
    return isScreenTick(before, state, now.monotonicMs) ? 'second' : 'anything'
  if (event.kind !== 'meterRead') return 'anything'
  if (isNothingNew(before, state, event.connectorId)) return 'nothing'
  return isOnlyFigures(before, state, event.connectorId) ? 'figures' : 'anything'
}

function handle(turn: Turn, event: Event): void {
  switch (event.kind) {
    case 'booted':
      boot(turn)
      break
    case 'timeElapsed':
      runDueTimers(turn)
      break
    case 'contactReported':
      contactReported(turn, event.connectorId, event.closed ? 'closed' : 'open')
      break
    case 'plugReported':
      plugReported(turn, event.connectorId, event.plugged ? 'in' : 'out')
      break
    case 'emergencyStopReported':
      emergencyStopReported(turn, event.pressed)
      break
    case 'cardPresented':
      cardPresented(turn, event)
      break
    case 'meterRead':
      meterRead(turn, event.connectorId, event.reading)
      break
    case 'deviceFaulted':
      deviceFaulted(turn, event.device, event.message)
      break
    case 'hazardReported':
      hazardReported(turn, event)
      break
    case 'leakageTested':
      leakageTested(turn, event.result)
      break
    case 'weldedReported':
      weldedReported(turn, event.connectorId, event.elements)
      break
    case 'temperatureReported':
      temperatureReported(turn, event.connectorId, event.deciC)
      break
    case 'doorReported':
      doorReported(turn, event.door)
      break
    case 'tamperReported':
      tamperReported(turn, event.tampered)
      break
    case 'unlockReported':
      unlockReported(turn, event.connectorId, event.outcome)
      break
    case 'storeReported':
      storeReported(turn, event)
      if (event.message !== null && event.during !== undefined) handle(turn, event.during)
      break
    case 'calendarSet':
      armReservations(turn)
      armClockAligned(turn)
      break
    case 'powerOffRequested':
      requestReset(turn, 'PowerOff')
      break
    case 'linkReported':
      if (event.link === 'down') connectionLost(turn, event)
      linkReported(turn, event.link)
      break
    case 'credentialsReported':
      patchStation(turn, { credentials: event.credentials })
      break
    case 'vaultAnswered':
      vaultAnswered(turn, event)
      break
    case 'uploadReported':
      uploadReported(turn, event)
      break
    case 'updateReported':
      updateReported(turn, event)
      break
    case 'restartRequested':
      restartRequested(turn)
      break
    case 'certificateRequested':
      certificateRequested(turn, event.csr)
      break
    case 'securityNoticed':
      raiseSecurityEvent(turn, event.type, event.techInfo)
      break
    case 'readingSigned':
      readingSigned(turn, event)
      break
    case 'callReceived':
      answerCall(turn, event)
      break
    case 'callCompleted':
      callCompleted(turn, event)
      break
  }
}

function callCompleted(turn: Turn, event: CallCompleted): void {
  const isAnswered = event.result.kind === 'confirmed' || event.result.kind === 'error'
  if (isAnswered) connectionAnswered(turn)
  if (isAnswered && !isOutboxPurpose(event.purpose)) noteAnswer(turn)
  switch (event.purpose) {
    case 'boot':
      bootCompleted(turn, event.result)
      break
    case 'heartbeat':
      heartbeatCompleted(turn, event.result)
      break
    case 'authorise':
      authoriseCompleted(turn, event.ref, event.result)
      break
    case 'status':
      statusNotificationCompleted(turn, event)
      break
    case 'estimate':
      estimateCompleted(turn, event)
      break
    case 'started':
    case 'metered':
    case 'stopped':
    case 'signed':
      outboxCompleted(turn, event)
      break
    case 'meterKey':
      meterKeyCompleted(turn, event)
      break
    case 'securityEvent':
      securityEventCompleted(turn, event.result)
      break
    case 'report':
      reportCompleted(turn, event.result)
      break
    case 'told':
      if (event.result.kind !== 'confirmed')
        log(turn, 'warn', `A message that is told once was lost: ${event.result.kind}`)
  }
}

function isOutboxPurpose(purpose: CallCompleted['purpose']): boolean {
  return ['estimate', 'started', 'metered', 'stopped', 'signed'].includes(purpose)
}

/** What follows from the sessions and from who may take energy, whatever the event was: relays, messages, and what people see. */
function settle(turn: Turn, event: Event): void {
  for (const { id } of turn.state.connectors) arbitrateRelay(turn, id)
  pumpSignatures(turn)
  pumpMeterKeys(turn)
  pumpOutbox(turn)
  pumpSecurityEvents(turn)
  pumpReports(turn)
  reportStatuses(turn)
  freeEmptySockets(turn)
  advanceReset(turn)
  // A reading of which nothing comes but other figures is shown with the display's next second.
  const waitsForTick = event.kind === 'meterRead' && turn.effects.length === 0 && isShownSoon(turn)
  if (!waitsForTick) reportScreen(turn)
  reportLights(turn)
}

/** A session that ended because the plug left passes through Finishing, and is told so, before the socket is free. */
function freeEmptySockets(turn: Turn): void {
  const empty = turn.state.connectors.filter(
    ({ id, activity, plug }) =>
      activity.kind === 'finishing' && plug === 'out' && !awaitsTransaction(turn.state, id),
  )
  if (empty.length === 0) return
  for (const { id } of empty) freeConnector(turn, id)
  reportStatuses(turn)
}

function settleConnector(turn: Turn, id: number): void {
  const connector = connectorOf(turn.state, id)
  const { activity } = connector
  const blocked = blockingFaults(turn.state, connector)
  if (activity.kind === 'charging' && blocked.length > 0) {
    const pressed = blocked.some(({ source }) => source === 'emergencyStop')
    beginStop(turn, id, { reason: pressed ? 'EmergencyStop' : 'Other' })
    return
  }
  if (activity.kind !== 'authorised') return
  if (blocked.length > 0 || !isOperative(turn.state, connector) || turn.state.station.reset !== null) {
    clearTimer(turn, `connection:${id}`)
    setActivity(turn, id, { kind: 'idle' })
    return
  }
  if (connector.plug === 'in' && connector.meter.reading !== null) startSession(turn, id, activity.grant)
}

function plugReported(turn: Turn, connectorId: number, plug: Connector['plug']): void {
  const { activity, plug: before } = connectorOf(turn.state, connectorId)
  patchConnector(turn, connectorId, { plug })
  if (plug === 'in') {
    // Whoever comes while the last StopTransaction is still being told is not kept waiting by it.
    if (activity.kind === 'finishing' && before === 'out') freeConnector(turn, connectorId)
    if (before === 'out') testLeakage(turn)
    followPlug(turn, connectorId)
    return
  }
  clearFault(turn, connectorId, 'contactDead')
  forgetTrips(turn, connectorId)
  forgetResumption(turn, connectorId)
  if (activity.kind === 'charging' && flagOf(turn.state, 'StopTransactionOnEVSideDisconnect'))
    beginStop(turn, connectorId, { reason: 'EVDisconnected' })
}

function emergencyStopReported(turn: Turn, pressed: boolean): void {
  if (!pressed) {
    clearFault(turn, 'station', 'emergencyStop')
    return
  }
  raiseFault(turn, 'station', {
    source: 'emergencyStop',
    errorCode: 'OtherError',
    info: 'Emergency stop pressed',
    blocks: true,
  })
}

/** Errors that only inform: energy may flow all the same. */
const harmless: readonly string[] = ['WeakSignal', 'LocalListConflict', 'ResetFailure', 'ReaderFailure']

function hazardReported(
  turn: Turn,
  { connectorId, errorCode, present, detail }: Extract<Event, { kind: 'hazardReported' }>,
) {
  const source = `hazard:${errorCode}` as const
  const where = connectorId === 0 ? 'station' : connectorId
  if (!present) return clearFault(turn, where, source)
  const blocks = !harmless.includes(errorCode)
  const isNew = !faultsAt(turn, where).some((each) => each.source === source)
  if (blocks && isNew) for (const id of concerned(turn.state, where)) noteTrip(turn, id, errorCode)
  const plain = where === 'station' ? errorCode : `${errorCode} at socket ${connectorId}`
  const info = (detail ?? plain).slice(0, 50)
  raiseFault(turn, where, { source, errorCode, info, blocks })
}

function concerned(state: ChargerState, where: number | 'station'): readonly number[] {
  return where === 'station' ? state.connectors.map(({ id }) => id) : [where]
}

function unlockReported(turn: Turn, connectorId: number, outcome: 'unlocked' | 'failed'): void {
  const { pendingUnlock } = connectorOf(turn.state, connectorId)
  if (pendingUnlock === null) return
  patchConnector(turn, connectorId, { pendingUnlock: null })
  clearTimer(turn, `unlock:${connectorId}`)
  const status = outcome === 'unlocked' ? 'Unlocked' : 'UnlockFailed'
  emit(turn, {
    kind: 'answer',
    callId: pendingUnlock,
    answer: { kind: 'confirmed', confirmation: { status } },
  })
}

function storeReported(turn: Turn, event: Extract<Event, { kind: 'storeReported' }>): void {
  if (event.message === null) {
    outboxRecorded(turn)
    clearFault(turn, 'station', 'store')
    return
  }
  if (event.isFull === true) raiseSecurityEvent(turn, 'MemoryExhaustion', event.message)
  const info = `Store cannot write: ${event.message}`.slice(0, 50)
  raiseFault(turn, 'station', {
    source: 'store',
    errorCode: 'InternalError',
    info,
    blocks: true,
  })
}

/** Runs what is due, in the order in which it fell due; what one timer clears, the next does not run. */
function runDueTimers(turn: Turn): void {
  const nowMs = turn.now.monotonicMs
  for (const name of dueTimers(turn.state, nowMs)) {
    // The display sets or clears its own whenever it is looked at, which it is now.
    const atMs = turn.state.timers[name]
    if (name === 'screen' || atMs === undefined || atMs > nowMs) continue
    clearTimer(turn, name)
    runTimer(turn, name)
  }
}

function runTimer(turn: Turn, name: TimerName): void {
  const [kind, id] = name.split(':')
  const connectorId = Number(id)
  switch (kind) {
    case 'bootNotification':
      bootNotificationDue(turn)
      break
    case 'heartbeat':
      heartbeatDue(turn)
      break
    case 'clockAligned':
      clockAlignedDue(turn)
      break
    case 'reservation':
      armReservations(turn)
      break
    case 'notice':
      patch(turn, { screen: { ...turn.state.screen, notice: null } })
      break
    case 'connection':
      connectionTimedOut(turn, connectorId)
      break
    case 'contact':
      contactOverdue(turn, connectorId)
      break
    case 'meter':
      meterSilent(turn, connectorId)
      break
    case 'final':
      finishStop(turn, connectorId)
      break
    case 'sample':
      sampleDue(turn, connectorId)
      break
    case 'status':
      if (isOnline(turn.state)) tellStatus(turn, connectorId)
      break
    case 'limit':
      beginStop(turn, connectorId, { reason: 'Other' })
      break
    case 'leakageTest':
      leakageTestOverdue(turn)
      break
    case 'resume':
      resumeDue(turn, connectorId)
      break
    case 'unlock':
      unlockReported(turn, connectorId, 'failed')
      break
    // The outbox and the reset only have to be looked at again, which settle does.
    default:
      return
  }
}

import { parseDateTime } from '@colok/shared/ocpp/date-time'
import { integerOf } from './configuration.ts'
import type { CallCompleted } from './events.ts'
import { confirmFirmware } from './maintenance.ts'
import { releaseOutbox } from './outbox.ts'
import { persistVolatile } from './outbox-queue.ts'
import { isOnline } from './registration.ts'
import { raiseSecurityEvent } from './security-log.ts'
import { hasCredentialTrial } from './security-standing.ts'
import { statusCompleted } from './status.ts'
import { clearTimer, emit, log, patch, patchStation, setTimer, type Turn } from './turn.ts'

/** Between BootNotifications when the central system gives no interval of its own, or none is answered. */
const defaultBootIntervalS = 60
/** A socket that opens and dies at once must not make a storm of BootNotifications. */
const minBootIntervalS = 5

/** The socket to the central system opened or closed. BootNotification comes first, and once per boot. */
export function linkReported(turn: Turn, link: 'down' | 'up'): void {
  const { registration } = turn.state.station
  if (link === 'up') {
    patchStation(turn, { link })
    if (registration === 'accepted') {
      // Whether new credentials are good shows in an answer, which nothing else may ask for in a long while.
      if (hasCredentialTrial(turn.state)) sendHeartbeat(turn)
      scheduleHeartbeat(turn)
      return
    }
    if (registration === 'unknown' || registration === 'requested') {
      sendBootNotification(turn)
      return
    }
    return
  }
  patchStation(turn, {
    link,
    registration: registration === 'requested' ? 'unknown' : registration,
  })
  clearTimer(turn, 'heartbeat')
  releaseOutbox(turn)
  persistVolatile(turn)
}

export function sendBootNotification(turn: Turn): void {
  const { settings, station } = turn.state
  if (station.registration !== 'accepted') patchStation(turn, { registration: 'requested' })
  clearTimer(turn, 'bootNotification')
  emit(turn, {
    kind: 'call',
    purpose: 'boot',
    ref: 0,
    action: 'BootNotification',
    request: {
      chargePointVendor: settings.vendor.slice(0, 20),
      chargePointModel: settings.model.slice(0, 20),
      firmwareVersion: settings.firmwareVersion.slice(0, 50),
      ...(settings.serialNumber === null
        ? {}
        : { chargePointSerialNumber: settings.serialNumber.slice(0, 25) }),
    },
  })
}

type BootResult = Extract<CallCompleted, { purpose: 'boot' }>['result']

/** Accepted: work begins. Pending and Rejected: nothing of ours is sent until the interval is over (§4.2). */
export function bootCompleted(turn: Turn, result: BootResult): void {
  if (result.kind !== 'confirmed') {
    if (turn.state.station.registration === 'accepted') return
    log(turn, 'warn', `BootNotification came to nothing: ${result.kind}`)
    patchStation(turn, { registration: 'unknown' })
    setTimer(turn, 'bootNotification', defaultBootIntervalS * 1000)
    return
  }
  const { status, interval, currentTime } = result.confirmation
  takeTime(turn, currentTime)
  log(turn, 'info', `Registration: ${status}`, { interval })
  if (status === 'Accepted') {
    if (interval > 0 && interval !== integerOf(turn.state, 'HeartbeatInterval'))
      patch(turn, {
        configuration: {
          ...turn.state.configuration,
          HeartbeatInterval: String(interval),
        },
      })
    if (turn.state.station.registration !== 'accepted') forgetStatuses(turn)
    patchStation(turn, { registration: 'accepted' })
    confirmFirmware(turn)
    scheduleHeartbeat(turn)
    return
  }
  patchStation(turn, {
    registration: status === 'Pending' ? 'pending' : 'rejected',
    statusReported: null,
  })
  const waitS = interval > 0 ? Math.max(interval, minBootIntervalS) : defaultBootIntervalS
  setTimer(turn, 'bootNotification', waitS * 1000)
}

/** A central system that has just accepted us is told everything anew. */
function forgetStatuses(turn: Turn): void {
  patchStation(turn, { statusReported: null })
  patch(turn, { connectors: turn.state.connectors.map((each) => ({ ...each, statusReported: null })) })
}

/** The interval of a Pending, Rejected or unanswered BootNotification is over. */
export function bootNotificationDue(turn: Turn): void {
  const { link, registration } = turn.state.station
  if (registration === 'accepted') return
  if (link === 'up') sendBootNotification(turn)
  else patchStation(turn, { registration: 'unknown' })
}

export function scheduleHeartbeat(turn: Turn): void {
  const intervalMs = integerOf(turn.state, 'HeartbeatInterval') * 1000
  if (intervalMs > 0 && isOnline(turn.state)) setTimer(turn, 'heartbeat', intervalMs)
  else clearTimer(turn, 'heartbeat')
}

export function heartbeatDue(turn: Turn): void {
  if (!isOnline(turn.state)) return
  sendHeartbeat(turn)
  scheduleHeartbeat(turn)
}

export function sendHeartbeat(turn: Turn): void {
  emit(turn, {
    kind: 'call',
    purpose: 'heartbeat',
    ref: 0,
    action: 'Heartbeat',
    request: {},
  })
}

export function heartbeatCompleted(
  turn: Turn,
  result: Extract<CallCompleted, { purpose: 'heartbeat' }>['result'],
): void {
  if (result.kind === 'confirmed') takeTime(turn, result.confirmation.currentTime)
}

export function statusNotificationCompleted(
  turn: Turn,
  { ref, result }: Extract<CallCompleted, { purpose: 'status' }>,
): void {
  const isLost = result.kind === 'closed' || result.kind === 'timeout'
  if (result.kind !== 'confirmed') log(turn, 'warn', `StatusNotification came to nothing: ${result.kind}`)
  statusCompleted(turn, ref, !isLost)
}

/** The central system's clock is the one that counts: transactions are priced by it. */
function takeTime(turn: Turn, currentTime: string): void {
  const wallMs = parseDateTime(currentTime)
  if (wallMs === undefined) return
  const driftMs = turn.now.wall === 'unsynced' ? Number.POSITIVE_INFINITY : Math.abs(turn.now.wall - wallMs)
  if (driftMs < maxDriftMs) return
  raiseSecurityEvent(turn, 'SettingSystemTime', currentTime)
  emit(turn, { kind: 'setCalendar', wallMs })
}
/** Network delay alone must not set the clock back and forth. */
const maxDriftMs = 2_000

import type { QueuedSecurityEvent } from './durable.ts'
import type { CallCompleted } from './events.ts'
import { stampOf, stampToIso } from './now.ts'
import { mayReport } from './registration.ts'
import { isCritical, type SecurityEventType } from './security-events.ts'
import { currentProfile } from './security-standing.ts'
import {
  clearTimer,
  emit,
  isTimerSet,
  log,
  patch,
  patchStation,
  record,
  setTimer,
  type Turn,
} from './turn.ts'

/** What waits to be told; beyond it what is only noted is given up first, then the oldest. */
const maxQueued = 50
/** What is only noted is written down so often at most: a peer that sends rubbish must not wear out the flash. */
const noteAgainMs = 60_000
const tellAgainMs = 60_000
const maxTechInfo = 255

/** Writes an event into the security log and, from security profile 1 on, tells it to the central system. */
export function raiseSecurityEvent(
  turn: Turn,
  type: SecurityEventType,
  techInfo: string | null = null,
): void {
  if (!isCritical(type) && wasJustNoted(turn, type)) return
  const event = { type, at: stampOf(turn.now), techInfo: techInfo?.slice(0, maxTechInfo) ?? null }
  log(turn, isCritical(type) ? 'warn' : 'info', `Security event: ${type}`, { techInfo: event.techInfo })
  record(turn, { kind: 'securityLogged', event })
  if (currentProfile(turn.state) === 0) return
  patch(turn, { securityQueue: withRoom([...turn.state.securityQueue, event]) })
}

function wasJustNoted(turn: Turn, type: SecurityEventType): boolean {
  const { noted } = turn.state.station
  const lastMs = noted[type]
  if (lastMs !== undefined && turn.now.monotonicMs - lastMs < noteAgainMs) return true
  patchStation(turn, { noted: { ...noted, [type]: turn.now.monotonicMs } })
  return false
}

function withRoom(queue: readonly QueuedSecurityEvent[]): QueuedSecurityEvent[] {
  if (queue.length <= maxQueued) return [...queue]
  const victim = queue.find(({ type }) => !isCritical(type)) ?? queue[0]
  return queue.filter((each) => each !== victim)
}

/** Tells the oldest event that has not been told, one at a time. */
export function pumpSecurityEvents(turn: Turn): void {
  const { securityQueue, station } = turn.state
  const [event] = securityQueue
  if (event === undefined || station.tellingSecurityEvent || !mayReport(turn)) return
  if (isTimerSet(turn.state, 'securityEvent')) return
  patchStation(turn, { tellingSecurityEvent: true })
  emit(turn, {
    kind: 'call',
    purpose: 'securityEvent',
    ref: 0,
    action: 'SecurityEventNotification',
    request: {
      type: event.type,
      timestamp: stampToIso(event.at, turn.now),
      ...(event.techInfo === null ? {} : { techInfo: event.techInfo }),
    },
  })
}

type Result = Extract<CallCompleted, { purpose: 'securityEvent' }>['result']

/** A central system that has no use for it answers by an error: then it stays in the log. */
export function securityEventCompleted(turn: Turn, result: Result): void {
  patchStation(turn, { tellingSecurityEvent: false })
  switch (result.kind) {
    case 'confirmed':
    case 'error':
    case 'invalid':
      patch(turn, { securityQueue: turn.state.securityQueue.slice(1) })
      break
    case 'timeout':
    case 'full':
      setTimer(turn, 'securityEvent', tellAgainMs)
      break
    case 'closed':
      clearTimer(turn, 'securityEvent')
  }
}

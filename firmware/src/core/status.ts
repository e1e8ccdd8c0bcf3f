import type { ChargePointStatus } from '@colok/shared/ocpp/types'
import { integerOf } from './configuration.ts'
import type { Reservation } from './durable.ts'
import { blockingFaults } from './faults.ts'
import { stampOf, stampToIso } from './now.ts'
import { isOnline, mayReport } from './registration.ts'
import { isHeldBack } from './relay.ts'
import type { ChargerState, Connector, Fault, ReportedStatus } from './state.ts'
import {
  clearTimer,
  connectorOf,
  emit,
  isTimerSet,
  patchConnector,
  patchStation,
  setTimer,
  type Turn,
} from './turn.ts'
import { vendorErrorCode } from './vendor-error-code.ts'

/** OCPP 1.6 §4.9: the status is never kept, it is read off what the connector is doing. */
export function toChargePointStatus(state: ChargerState, connector: Connector): ChargePointStatus {
  if (blockingFaults(state, connector).length > 0) return 'Faulted'
  const { activity } = connector
  switch (activity.kind) {
    case 'charging':
      if (isHeldBack(state, connector)) return 'SuspendedEVSE'
      return connector.plug === 'out' || activity.progress.full ? 'SuspendedEV' : 'Charging'
    case 'stopping':
      return 'Charging'
    case 'authorised':
      return 'Preparing'
    case 'interrupted':
    case 'finishing':
      return isOperative(state, connector) ? 'Finishing' : 'Unavailable'
    case 'idle':
      if (!isOperative(state, connector)) return 'Unavailable'
      if (reservationFor(state, connector.id) !== undefined) return 'Reserved'
      return connector.plug === 'in' ? 'Preparing' : 'Available'
  }
}

export function isOperative(state: ChargerState, connector: Connector): boolean {
  return state.availability.operative && connector.availability.operative && !state.station.installing
}

export function reservationFor(
  state: { readonly reservations: readonly Reservation[] },
  connectorId: number,
) {
  return state.reservations.find((each) => each.connectorId === connectorId)
}

/** Sends what has changed since it was last told, once the central system has accepted us. */
export function reportStatuses(turn: Turn): void {
  if (!mayReport(turn)) return
  reportStation(turn)
  for (const { id } of turn.state.connectors) reportConnector(turn, id)
}

function reportStation(turn: Turn): void {
  const { station, availability } = turn.state
  const fault = worst(station.faults)
  const status = fault?.blocks ? 'Faulted' : availability.operative ? 'Available' : 'Unavailable'
  const next: ReportedStatus = {
    status,
    errorCode: fault?.errorCode ?? 'NoError',
  }
  if (isSame(station.statusReported, next)) return
  patchStation(turn, { statusReported: next })
  sendStatus(turn, 0, next, fault)
}

/** A status that lasts less than MinimumStatusDuration is never told; a fault is told at once. */
function reportConnector(turn: Turn, connectorId: number): void {
  const connector = connectorOf(turn.state, connectorId)
  const next = statusOf(turn.state, connector)
  if (isSame(connector.statusReported, next)) {
    holdBack(turn, connectorId, null)
    return
  }
  if (next.status !== 'Faulted' && awaitsTransaction(turn.state, connectorId)) return
  const minimumMs = integerOf(turn.state, 'MinimumStatusDuration') * 1000
  if (minimumMs === 0 || connector.statusReported === null || next.status === 'Faulted')
    tellStatus(turn, connectorId)
  else if (!isSame(connector.statusPending, next)) {
    holdBack(turn, connectorId, next)
    setTimer(turn, `status:${connectorId}`, minimumMs)
  }
}

/** Behind so many messages a status no longer waits for its transaction. */
const nearHead = 4

/**
 * Whether the start or end of this connector's transaction is just being told: Charging and Finishing follow it, once
 * its answer is written down. A queue that waits for a retry, or is long, holds nothing up.
 */
export function awaitsTransaction(state: ChargerState, connectorId: number): boolean {
  if (!isOnline(state) || isTimerSet(state, 'outbox')) return false
  return state.outbox.entries
    .slice(0, nearHead)
    .some(({ kind, connectorId: of }) => (kind === 'started' || kind === 'stopped') && of === connectorId)
}

function holdBack(turn: Turn, connectorId: number, statusPending: ReportedStatus | null): void {
  if (connectorOf(turn.state, connectorId).statusPending === statusPending) return
  clearTimer(turn, `status:${connectorId}`)
  patchConnector(turn, connectorId, { statusPending })
}

/** Tells the status of a connector, or of the charger (0), as it is now. */
export function tellStatus(turn: Turn, connectorId: number): void {
  if (connectorId === 0) {
    patchStation(turn, { statusReported: null })
    reportStation(turn)
    return
  }
  const connector = connectorOf(turn.state, connectorId)
  const next = statusOf(turn.state, connector)
  holdBack(turn, connectorId, null)
  patchConnector(turn, connectorId, { statusReported: next })
  sendStatus(turn, connectorId, next, worst([...turn.state.station.faults, ...connector.faults]))
}

/** A status that did not arrive is told again, as it will be then: never as history. */
export function statusCompleted(turn: Turn, connectorId: number, arrived: boolean): void {
  if (arrived) return
  if (connectorId === 0) patchStation(turn, { statusReported: null })
  else patchConnector(turn, connectorId, { statusReported: null })
}

function statusOf(state: ChargerState, connector: Connector): ReportedStatus {
  const faults = [...state.station.faults.filter((each) => each.blocks), ...connector.faults]
  return {
    status: toChargePointStatus(state, connector),
    errorCode: worst(faults)?.errorCode ?? 'NoError',
  }
}

function sendStatus(turn: Turn, connectorId: number, next: ReportedStatus, fault: Fault | undefined): void {
  const told = fault !== undefined && next.errorCode !== 'NoError'
  const details = told ? { info: fault.info, ...vendorErrorCode(fault) } : {}
  const request = {
    connectorId,
    ...next,
    ...details,
    timestamp: stampToIso(stampOf(turn.now), turn.now),
  }
  emit(turn, {
    kind: 'call',
    purpose: 'status',
    ref: connectorId,
    action: 'StatusNotification',
    request,
  })
}

function worst(faults: readonly Fault[]): Fault | undefined {
  return faults.find((each) => each.blocks) ?? faults[0]
}

function isSame(one: ReportedStatus | null, other: ReportedStatus): boolean {
  return one?.status === other.status && one.errorCode === other.errorCode
}

import type { Device } from './events.ts'
import type { ChargerState, Connector, Fault, FaultSource } from './state.ts'
import { connectorOf, log, patchConnector, patchStation, type Turn } from './turn.ts'

const none: readonly Fault[] = []

/** What keeps a connector from delivering energy: its own faults and those of the whole charger. */
export function blockingFaults(state: ChargerState, connector: Connector): readonly Fault[] {
  const { faults } = state.station
  // Nearly always: this is asked several times after each reading.
  if (faults.length === 0 && connector.faults.length === 0) return none
  return [...faults, ...connector.faults].filter((fault) => fault.blocks)
}

export function raiseFault(turn: Turn, where: number | 'station', fault: Fault): void {
  const faults = faultsAt(turn, where)
  const known = faults.find((each) => each.source === fault.source)
  if (known?.errorCode === fault.errorCode && known.info === fault.info) return
  putFaults(turn, where, [...faults.filter((each) => each.source !== fault.source), fault])
  log(turn, 'error', `Fault: ${fault.info}`, {
    connector: where,
    errorCode: fault.errorCode,
    source: fault.source,
  })
}

export function clearFault(turn: Turn, where: number | 'station', source: FaultSource): void {
  const faults = faultsAt(turn, where)
  const known = faults.find((each) => each.source === source)
  if (known === undefined) return
  putFaults(
    turn,
    where,
    faults.filter((each) => each !== known),
  )
  log(turn, 'info', `Fault cleared: ${known.info}`, {
    connector: where,
    errorCode: known.errorCode,
    source,
  })
}

/** A driver's own account of its device. A silent reader stops no session: a remote start still works. */
export function deviceFaulted(turn: Turn, device: Device, message: string | null): void {
  switch (device.kind) {
    case 'board':
      setDeviceFault(turn, 'station', message, {
        source: 'board',
        errorCode: 'InternalError',
        blocks: true,
      })
      break
    case 'reader':
      setDeviceFault(turn, 'station', message, {
        source: 'reader',
        errorCode: 'ReaderFailure',
        blocks: false,
      })
      break
    case 'meter':
      setDeviceFault(turn, device.connectorId, message, {
        source: 'meter',
        errorCode: 'PowerMeterFailure',
        blocks: true,
      })
      break
  }
}

function setDeviceFault(
  turn: Turn,
  where: number | 'station',
  message: string | null,
  fault: Omit<Fault, 'info'>,
): void {
  if (message === null) clearFault(turn, where, fault.source)
  else raiseFault(turn, where, { ...fault, info: message.slice(0, 50) })
}

export function faultsAt(turn: Turn, where: number | 'station'): readonly Fault[] {
  return where === 'station' ? turn.state.station.faults : connectorOf(turn.state, where).faults
}

function putFaults(turn: Turn, where: number | 'station', faults: readonly Fault[]): void {
  if (where === 'station') patchStation(turn, { faults })
  else patchConnector(turn, where, { faults })
}

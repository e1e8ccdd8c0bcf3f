import type { ChargePointStatus } from '@colok/shared/ocpp/types'
import type { Connector, ChargerState as CoreState } from '../core/state.ts'
import { toChargePointStatus } from '../core/status.ts'
import type { MeterReading } from '../devices/contracts.ts'

/** All that telemetry tells of a charger, at one moment. */
export interface TelemetrySnapshot {
  readonly chargePointId: string
  readonly model: string
  readonly firmwareVersion: string
  readonly connected: boolean
  readonly faults: readonly string[]
  /** `sockets[n]` is connector n + 1. */
  readonly sockets: readonly SocketSnapshot[]
}

export interface SocketSnapshot {
  readonly status: ChargePointStatus
  readonly plugged: boolean | null
  readonly relayClosed: boolean | null
  readonly sessionEnergyWh: number | null
  readonly faults: readonly string[]
  /** With the count since the meter was first seen; `null` while it is silent. */
  readonly reading: MeterReading | null
}

/** What of a charger's state may be told to anybody: nothing of cards, payments and transactions. */
export function snapshotOf(state: CoreState): TelemetrySnapshot {
  const { chargePointId, model, firmwareVersion } = state.settings
  return {
    chargePointId,
    model,
    firmwareVersion,
    connected: state.station.link === 'up',
    faults: state.station.faults.map(({ info }) => info),
    sockets: state.connectors.map((connector) => ({
      status: toChargePointStatus(state, connector),
      plugged: connector.plug === 'unknown' ? null : connector.plug === 'in',
      relayClosed: connector.relay.contact === 'unknown' ? null : connector.relay.contact === 'closed',
      sessionEnergyWh: sessionEnergyWh(connector),
      faults: connector.faults.map(({ info }) => info),
      reading: readingOf(connector),
    })),
  }
}

function sessionEnergyWh({ activity }: Connector): number | null {
  return activity.kind === 'charging' || activity.kind === 'stopping' ? activity.progress.energyWh : null
}

function readingOf({ meter }: Connector): MeterReading | null {
  if (meter.reading === null) return null
  const { powerW, voltageMv, currentMa, frequencyMhz, powerFactorPermille } = meter.reading
  return { energyWh: meter.importWh, powerW, voltageMv, currentMa, frequencyMhz, powerFactorPermille }
}

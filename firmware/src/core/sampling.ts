import { integerOf, measurandsOf } from './configuration.ts'
import { type ConfigurationKey, type MeasurandName, measurandUnits } from './configuration-keys.ts'
import { affords } from './data-budget.ts'
import type { Sample } from './durable.ts'
import { journalNow } from './journal.ts'
import { type Stamp, stampOf } from './now.ts'
import { enqueue } from './outbox-queue.ts'
import type { Connector } from './state.ts'
import { clearTimer, connectorOf, patchProgress, record, setTimer, type Turn } from './turn.ts'

/** At most so many samples go into one StopTransaction; later ones only as MeterValues. */
const maxStopSamples = 500

/**
 * One set of values of a connector's meter, with the measurands that `key` names. `undefined` when the meter has not
 * spoken lately: a stale value is no value; but energy is always known, from what was counted so far.
 */
export function takeSample(
  turn: Turn,
  options: {
    connectorId: number
    key: ConfigurationKey
    context: Sample['context']
    at?: Stamp
  },
): Sample | undefined {
  const connector = connectorOf(turn.state, options.connectorId)
  const values = measurandsOf(turn.state, options.key).flatMap((measurand) => {
    const value = measured(connector, measurand)
    return value === undefined ? [] : [{ measurand, value, unit: measurandUnits[measurand] }]
  })
  if (values.length === 0) return undefined
  return {
    at: options.at ?? stampOf(turn.now),
    context: options.context,
    values,
  }
}

function measured({ meter, activity }: Connector, measurand: MeasurandName): string | undefined {
  const { reading } = meter
  switch (measurand) {
    case 'Energy.Active.Import.Register':
      return meter.base === null ? undefined : String(meter.importWh)
    case 'Energy.Active.Import.Interval':
      return activity.kind === 'charging' || activity.kind === 'stopping'
        ? String(activity.progress.energyWh - activity.progress.lastSampleWh)
        : undefined
    case 'Power.Active.Import':
      return reading === null ? undefined : String(reading.powerW)
    case 'Power.Factor':
      return reading === null ? undefined : decimal(reading.powerFactorPermille, 3)
    case 'Current.Import':
      return reading === null ? undefined : decimal(reading.currentMa, 3)
    case 'Voltage':
      return reading === null ? undefined : decimal(reading.voltageMv, 3)
    case 'Frequency':
      return reading === null ? undefined : decimal(reading.frequencyMhz, 3)
  }
}

/** `230100` with 3 digits is `230.1`: exact, with no trailing noughts. */
function decimal(thousandths: number, digits: number): string {
  return String(Number((thousandths / 10 ** digits).toFixed(digits)))
}

/** The periodic MeterValues of a running transaction (MeterValueSampleInterval). */
export function sampleDue(turn: Turn, connectorId: number): void {
  const { activity } = connectorOf(turn.state, connectorId)
  if (activity.kind !== 'charging') return
  const options = { connectorId, context: 'Sample.Periodic' } as const
  const sample = takeSample(turn, {
    ...options,
    key: 'MeterValuesSampledData',
  })
  keepForStop(turn, connectorId, takeSample(turn, { ...options, key: 'StopTxnSampledData' }))
  if (sample !== undefined && affords(turn, sample)) {
    journalNow(turn, connectorId)
    enqueue(turn, {
      kind: 'metered',
      localId: activity.session.localId,
      connectorId,
      samples: [sample],
    })
    patchProgress(turn, connectorId, { lastSampleWh: activity.progress.energyWh })
  }
  armSampling(turn, connectorId)
}

/** Starts, restarts or ends periodic sampling, as MeterValueSampleInterval now says. */
export function armSampling(turn: Turn, connectorId: number): void {
  const timer = `sample:${connectorId}` as const
  const intervalMs = integerOf(turn.state, 'MeterValueSampleInterval') * 1000
  const isCharging = connectorOf(turn.state, connectorId).activity.kind === 'charging'
  if (intervalMs > 0 && isCharging) setTimer(turn, timer, intervalMs)
  else clearTimer(turn, timer)
}

/** The clock-aligned values of every connector, stamped with the boundary itself. */
export function clockAlignedDue(turn: Turn): void {
  const intervalMs = integerOf(turn.state, 'ClockAlignedDataInterval') * 1000
  if (turn.now.wall !== 'unsynced' && intervalMs > 0) {
    const sinceMs = sinceBoundaryMs(turn.now.wall, intervalMs)
    const at: Stamp = {
      bootId: turn.now.bootId,
      monotonicMs: turn.now.monotonicMs - sinceMs,
      wallMs: turn.now.wall - sinceMs,
    }
    for (const { id } of turn.state.connectors) sampleAligned(turn, id, at)
  }
  armClockAligned(turn)
}

function sampleAligned(turn: Turn, connectorId: number, at: Stamp): void {
  const { activity } = connectorOf(turn.state, connectorId)
  const options = { connectorId, context: 'Sample.Clock', at } as const
  const sample = takeSample(turn, {
    ...options,
    key: 'MeterValuesAlignedData',
  })
  keepForStop(turn, connectorId, takeSample(turn, { ...options, key: 'StopTxnAlignedData' }))
  if (sample === undefined || !affords(turn, sample)) return
  journalNow(turn, connectorId)
  const localId = activity.kind === 'charging' ? activity.session.localId : null
  enqueue(turn, { kind: 'metered', localId, connectorId, samples: [sample] })
}

/** Aims at the next boundary, counted from midnight UTC (OCPP 1.6 §9.1.6). Again after each jump of the calendar. */
export function armClockAligned(turn: Turn): void {
  const intervalMs = integerOf(turn.state, 'ClockAlignedDataInterval') * 1000
  if (intervalMs === 0 || turn.now.wall === 'unsynced') {
    clearTimer(turn, 'clockAligned')
    return
  }
  setTimer(turn, 'clockAligned', intervalMs - sinceBoundaryMs(turn.now.wall, intervalMs))
}

function sinceBoundaryMs(wallMs: number, intervalMs: number): number {
  const dayMs = 86_400_000
  const sinceMidnightMs = ((wallMs % dayMs) + dayMs) % dayMs
  return sinceMidnightMs % intervalMs
}

/** Keeps a sample for transactionData, in the store too, since it must survive a power cut. */
export function keepForStop(turn: Turn, connectorId: number, sample: Sample | undefined): void {
  const { activity } = connectorOf(turn.state, connectorId)
  if (sample === undefined || (activity.kind !== 'charging' && activity.kind !== 'stopping')) return
  const { samples } = activity.progress
  if (samples.length >= maxStopSamples) return
  patchProgress(turn, connectorId, { samples: [...samples, sample] })
  record(turn, { kind: 'sample', localId: activity.session.localId, sample })
}

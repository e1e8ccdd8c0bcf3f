import type { SampledValue } from '@colok/shared/ocpp/types'

/** What the product itself uses of a meter value; the rest stays in what was received. Undefined: not told. */
export interface MeterReading {
  readonly energyWh: number | undefined
  readonly powerW: number | undefined
  readonly voltageMv: number | undefined
  readonly currentMa: number | undefined
}

/** Reads the outlet's values. Units that 1.6 allows (Wh, kWh, W, kW, V, A) come out as whole Wh, W, mV and mA. */
export function readMeterValue(sampledValues: readonly SampledValue[]): MeterReading {
  const outlet = sampledValues.filter(isPlainOutletValue)
  return {
    energyWh: total(outlet, 'Energy.Active.Import.Register', {
      Wh: 1,
      kWh: 1000,
    }),
    powerW: total(outlet, 'Power.Active.Import', { W: 1, kW: 1000 }),
    voltageMv: ofFirstPhase(outlet, 'Voltage', { V: 1000 }),
    currentMa: ofFirstPhase(outlet, 'Current.Import', { A: 1000 }),
  }
}

/** The units that a measurand may have and what one of each is in ours; the first is the default. */
type Scale = Readonly<Record<string, number>>

function isPlainOutletValue(sample: SampledValue): boolean {
  return (sample.location ?? 'Outlet') === 'Outlet' && (sample.format ?? 'Raw') === 'Raw'
}

/** The value without a phase; where there are only phases, their sum. */
function total(samples: readonly SampledValue[], measurand: string, scale: Scale): number | undefined {
  const matching = samples.filter((sample) => measurandOf(sample) === measurand)
  const whole = matching.find((sample) => sample.phase === undefined)
  if (whole) return scaled(whole, scale)
  const phases = matching.map((sample) => scaled(sample, scale)).filter((value) => value !== undefined)
  return phases.length > 0 ? phases.reduce((sum, value) => sum + value, 0) : undefined
}

function ofFirstPhase(samples: readonly SampledValue[], measurand: string, scale: Scale): number | undefined {
  const matching = samples.filter((sample) => measurandOf(sample) === measurand)
  const chosen = matching.find((sample) => sample.phase === undefined) ?? matching[0]
  return chosen && scaled(chosen, scale)
}

/** OCPP 1.6 §7.43: a value without a measurand is the energy register. */
function measurandOf(sample: SampledValue): string {
  return sample.measurand ?? 'Energy.Active.Import.Register'
}

function scaled(sample: SampledValue, scale: Scale): number | undefined {
  const factor = scale[sample.unit ?? Object.keys(scale)[0] ?? '']
  const value = Number(sample.value)
  if (factor === undefined || sample.value.trim() === '' || !Number.isFinite(value)) return undefined
  const whole = Math.round(value * factor)
  return Number.isSafeInteger(whole) ? whole : undefined
}

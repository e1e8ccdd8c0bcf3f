import type { SampledValue } from '@colok/shared/ocpp/types'

/** What the product itself uses of a meter value; the rest stays in what was received. Undefined: not told. */
export interface MeterReading {
  readonly energyWh: number | undefined
  readonly powerW: number | undefined
  readonly voltageMv: number | undefined
  readonly currentMa: number | undefined
}

/** The units that a measurand may have and what one of each is in ours; the first is the default. */
type Scale = Readonly<Record<string, number>>

const energyScale: Scale = { Wh: 1, kWh: 1000 }
const powerScale: Scale = { W: 1, kW: 1000 }
const voltageScale: Scale = { V: 1000 }
const currentScale: Scale = { A: 1000 }

/** What is told of one measurand: as a whole, and by phases. */
interface Told {
  whole: SampledValue | undefined
  phases: SampledValue[] | undefined
}

/** Reads the outlet's values. Units that 1.6 allows (Wh, kWh, W, kW, V, A) come out as whole Wh, W, mV and mA. */
export function readMeterValue(sampledValues: readonly SampledValue[]): MeterReading {
  const energy: Told = { whole: undefined, phases: undefined }
  const power: Told = { whole: undefined, phases: undefined }
  const voltage: Told = { whole: undefined, phases: undefined }
  const current: Told = { whole: undefined, phases: undefined }
  for (const sample of sampledValues) {
    if ((sample.location ?? 'Outlet') !== 'Outlet' || (sample.format ?? 'Raw') !== 'Raw') continue
    // OCPP 1.6 §7.43: a value without a measurand is the energy register.
    switch (sample.measurand) {
      case undefined:
      case 'Energy.Active.Import.Register':
        note(energy, sample)
        break
      case 'Power.Active.Import':
        note(power, sample)
        break
      case 'Voltage':
        note(voltage, sample)
        break
      case 'Current.Import':
        note(current, sample)
    }
  }
  return {
    energyWh: total(energy, energyScale),
    powerW: total(power, powerScale),
    voltageMv: ofFirstPhase(voltage, voltageScale),
    currentMa: ofFirstPhase(current, currentScale),
  }
}

/** The first that is told without a phase counts. */
function note(told: Told, sample: SampledValue): void {
  if (sample.phase === undefined) told.whole ??= sample
  else if (told.phases === undefined) told.phases = [sample]
  else told.phases.push(sample)
}

/** The value without a phase; where there are only phases, their sum. */
function total({ whole, phases = [] }: Told, scale: Scale): number | undefined {
  if (whole !== undefined) return scaled(whole, scale)
  const values = phases.map((sample) => scaled(sample, scale)).filter((value) => value !== undefined)
  return values.length > 0 ? safe(values.reduce((sum, value) => sum + value, 0)) : undefined
}

function ofFirstPhase({ whole, phases }: Told, scale: Scale): number | undefined {
  const chosen = whole ?? phases?.[0]
  return chosen && scaled(chosen, scale)
}

function scaled(sample: SampledValue, scale: Scale): number | undefined {
  const factor = scale[sample.unit ?? Object.keys(scale)[0] ?? '']
  const value = Number(sample.value)
  if (factor === undefined || sample.value.trim() === '' || !Number.isFinite(value)) return undefined
  return safe(Math.round(value * factor))
}

/** A row with a number that cannot be told exactly could be stored and never be read again. */
const safe = (whole: number): number | undefined => (Number.isSafeInteger(whole) ? whole : undefined)

import { energyPriceHalfUp, type Idr, idr } from '@colok/shared/money'

/** A price per kWh that held when the session started: a price shown before the start is the price charged. */
export interface Tariff {
  readonly id: string
  /** Rupiah per kWh, a whole number of at least 0. */
  readonly priceIdrPerKwh: number
}

/** What the meter said at the start and at the end, in Wh. */
export interface SessionReadings {
  readonly meterStartWh: number
  readonly meterStopWh: number
}

interface EnergyLine {
  readonly kind: 'energy'
  readonly energyWh: number
  readonly priceIdrPerKwh: number
  readonly amountIdr: Idr
}

/** What a session costs. `totalIdr` is the sum of the lines, and each line was rounded once. */
export interface Bill {
  readonly tariffId: string
  readonly energyWh: number
  readonly lines: readonly EnergyLine[]
  readonly totalIdr: Idr
  readonly rounding: 'eachLineHalfUp'
}

/**
 * Prices a finished session. Throws a RangeError when the meter went back: such a session is suspect and is priced
 * only after a person has said what it delivered.
 *
 * @example priceSession({ id: 't', priceIdrPerKwh: 2466 }, { meterStartWh: 0, meterStopWh: 1250 }).totalIdr // 3083
 */
export function priceSession(tariff: Tariff, readings: SessionReadings): Bill {
  const energyWh = readings.meterStopWh - readings.meterStartWh
  if (!Number.isSafeInteger(energyWh) || energyWh < 0) {
    throw new RangeError(
      `${energyWh} Wh cannot be billed; the meter read ${readings.meterStartWh} Wh at the start.`,
    )
  }
  const energy: EnergyLine = {
    kind: 'energy',
    energyWh,
    priceIdrPerKwh: tariff.priceIdrPerKwh,
    amountIdr: energyPriceHalfUp(energyWh, tariff.priceIdrPerKwh),
  }
  const lines = [energy]
  return {
    tariffId: tariff.id,
    energyWh,
    lines,
    totalIdr: idr(lines.reduce((sum, line) => sum + line.amountIdr, 0)),
    rounding: 'eachLineHalfUp',
  }
}

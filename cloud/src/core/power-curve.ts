import type { TimedValue } from './chart-layout.ts'

/** What a meter said at a moment: its power, or only its register. */
export interface PowerReading {
  readonly at: number
  readonly powerW: number | null
  readonly energyWh: number | null
}

/** Over less time a register that counts whole Wh says too little of the power. */
const leastSpanMs = 60_000

const minuteMs = 60_000

/**
 * The power over a session in W, in the order of time. Where the meter tells no power it is what its register rose by
 * over a minute or more.
 */
export function powerCurve(readings: readonly PowerReading[]): TimedValue[] {
  const measured = readings.flatMap(({ at, powerW }) => (powerW === null ? [] : [{ at, value: powerW }]))
  return measured.length > 0 ? measured : fromRegister(readings)
}

function fromRegister(readings: readonly PowerReading[]): TimedValue[] {
  const curve: TimedValue[] = []
  let before: { at: number; energyWh: number } | undefined
  for (const { at, energyWh } of readings) {
    if (energyWh === null) continue
    if (before === undefined) before = { at, energyWh }
    const spanMs = at - before.at
    if (spanMs < leastSpanMs) continue
    const value = Math.max(0, Math.round(((energyWh - before.energyWh) * 60 * minuteMs) / spanMs))
    curve.push({ at, value })
    before = { at, energyWh }
  }
  return curve
}

/** Silence longer than this is a gap: three times the usual distance of readings, and never less than five minutes. */
export function longestGapMs(points: readonly TimedValue[]): number {
  const distances = points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at))
  const usual = distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0
  return Math.max(5 * minuteMs, 3 * usual)
}

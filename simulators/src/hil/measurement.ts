import { cyclesPerMs } from '../avr/wired-board.ts'

/** Something that must open a relay, and how soon at the latest. */
export interface SafetyCase {
  /** The number of the requirement. */
  readonly requirement: string
  readonly fault: string
  readonly limitMs: number
}

/** From the fault to the moment in which the last coil's pin is let go of, in cycles of the controller, over several runs. */
export interface Measurement {
  readonly of: SafetyCase
  readonly cycles: readonly number[]
}

export function isWithinLimit({ of, cycles }: Measurement): boolean {
  return cycles.length > 0 && Math.max(...cycles) <= of.limitMs * cyclesPerMs
}

const whole = new Intl.NumberFormat('en')
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
/** 80 columns in all, with a space between two. */
const widths = { requirement: 3, fault: 34, least: 10, most: 10, ms: 7, limit: 5 }

/** One line for each, 80 columns wide, under a heading. */
export function measurementTable(measurements: readonly Measurement[]): string {
  const heading = row({
    requirement: '',
    fault: 'from the fault to the last pin',
    least: 'cycles',
    most: 'at most',
    ms: 'ms',
    limit: 'limit',
    verdict: '',
  })
  return [heading, ...measurements.map(measurementRow)].join('\n')
}

/** The same for cases that are counted in milliseconds of virtual time. */
export function virtualTimeTable(measurements: readonly Measurement[]): string {
  const line = (requirement: string, fault: string, ms: string, limit: string, verdict: string) =>
    [requirement.padEnd(3), fault.padEnd(49), ms.padStart(9), limit.padStart(9), verdict].join(' ').trimEnd()
  const rows = measurements.map((measurement) => {
    const { of, cycles } = measurement
    const ms = cycles.length === 0 ? 'never' : whole.format(Math.max(...cycles) / cyclesPerMs)
    const verdict = isWithinLimit(measurement) ? 'ok' : 'LATE'
    return line(of.requirement, of.fault, ms, whole.format(of.limitMs), verdict)
  })
  return [line('', 'from the fault to a dead socket', 'ms', 'limit', ''), ...rows].join('\n')
}

function measurementRow(measurement: Measurement): string {
  const { of, cycles } = measurement
  const most = Math.max(...cycles)
  return row({
    requirement: of.requirement,
    fault: of.fault,
    least: whole.format(Math.min(...cycles)),
    most: whole.format(most),
    ms: tenths.format(most / cyclesPerMs),
    limit: whole.format(of.limitMs),
    verdict: isWithinLimit(measurement) ? 'ok' : 'LATE',
  })
}

function row(cells: Readonly<Record<keyof typeof widths | 'verdict', string>>): string {
  const numbers = [
    cells.least.padStart(widths.least),
    cells.most.padStart(widths.most),
    cells.ms.padStart(widths.ms),
    cells.limit.padStart(widths.limit),
  ]
  const words = [cells.requirement.padEnd(widths.requirement), cells.fault.padEnd(widths.fault)]
  return [...words, ...numbers, cells.verdict].join(' ').trimEnd()
}

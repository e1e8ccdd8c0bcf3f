import { businessDay, type Instant } from '@colok/shared/time'
import { startOfBusinessDay } from './business-day.ts'

/** A value at a moment. */
export interface TimedValue {
  readonly at: Instant
  readonly value: number
}

/** A stretch of time in which something was so. */
export interface Span<State> {
  readonly state: State
  readonly from: Instant
  readonly to: Instant
}

/** A part of a whole that begins and ends at so many percent of it. */
export interface Stretch<State> {
  readonly state: State
  readonly startPercent: number
  readonly widthPercent: number
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** What people count time by. */
const timeStepsMs = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * hourMs),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((days) => days * dayMs),
]

/**
 * Even steps from nothing up, by 1, 2 or 5 of a power of ten and never by less than one; the last is at or above `most`.
 *
 * @example valueTicks(1830, 4) // [0, 500, 1000, 1500, 2000]
 */
export function valueTicks(most: number, steps: number): number[] {
  const rough = Math.max(1, most) / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power)
  const count = Math.max(1, Math.ceil(most / step))
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

/** How far apart ticks are so that at most `most` of them lie between two moments. */
export function timeStepMs({ from, to }: { from: Instant; to: Instant }, most: number): number {
  return timeStepsMs.find((stepMs) => (to - from) / stepMs <= most) ?? 364 * dayMs
}

/** The moments between two others that a clock or a calendar at the place would strike. */
export function timeTicks(
  { from, to }: { from: Instant; to: Instant },
  { timeZone, most }: { timeZone: string; most: number },
): Instant[] {
  const stepMs = timeStepMs({ from, to }, most)
  const midnight = startOfBusinessDay(businessDay(from, timeZone), timeZone)
  const ticks: Instant[] = []
  for (let at = midnight; at <= to; at = tickAfter(at, stepMs, timeZone)) if (at >= from) ticks.push(at)
  return ticks
}

/** Days are counted by the calendar, where summer time makes one longer than another. */
function tickAfter(at: Instant, stepMs: number, timeZone: string): Instant {
  if (stepMs < dayMs) return at + stepMs
  const noonThen = at + stepMs + dayMs / 2
  return startOfBusinessDay(businessDay(noonThen, timeZone), timeZone)
}

/** The frame for a line that grows: it ends at the next moment at which something is struck, so that it seldom changes. */
export function roundedEnd({ from, to }: { from: Instant; to: Instant }, most: number): Instant {
  const stepMs = Math.max(5 * minuteMs, timeStepMs({ from, to: Math.max(to, from + 1) }, most))
  return from + Math.max(1, Math.ceil((to - from) / stepMs)) * stepMs
}

/** Cuts where nothing was heard for longer than `longestGapMs`: what was not measured is not drawn. */
export function unbroken(values: readonly TimedValue[], longestGapMs: number): TimedValue[][] {
  const lines: TimedValue[][] = []
  let last: TimedValue | undefined
  for (const value of values) {
    const line = lines.at(-1)
    if (line === undefined || last === undefined || value.at - last.at > longestGapMs) lines.push([value])
    else line.push(value)
    last = value
  }
  return lines
}

/** At most about `most` of the values: in each part of the time the highest stays, so that no peak is lost. */
export function thinnedToPeaks(values: readonly TimedValue[], most: number): readonly TimedValue[] {
  if (values.length <= most) return values
  const size = Math.ceil(values.length / most)
  const peaks: TimedValue[] = []
  for (let start = 0; start < values.length; start += size) {
    const part = values.slice(start, start + size)
    peaks.push(part.reduce((peak, value) => (value.value > peak.value ? value : peak)))
  }
  return peaks
}

/** Where spans lie in the whole from `from` to `to`; what lies outside is cut off. */
export function stretches<State>(
  spans: readonly Span<State>[],
  { from, to }: { from: Instant; to: Instant },
): Stretch<State>[] {
  const percentOf = (at: Instant) => (100 * (Math.min(to, Math.max(from, at)) - from)) / (to - from)
  return spans
    .map(({ state, ...span }) => {
      const startPercent = percentOf(span.from)
      return { state, startPercent, widthPercent: percentOf(span.to) - startPercent }
    })
    .filter(({ widthPercent }) => widthPercent > 0)
}

/** How many of each hundred are labelled so that at most `most` labels stand beside each other. */
export function labelEvery(count: number, most: number): number {
  return Math.max(1, Math.ceil(count / most))
}

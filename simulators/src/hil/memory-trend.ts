/** One look at a process's memory, after a collection of its garbage. */
export interface MemorySample {
  readonly atMs: number
  /** What the program still holds: the heap in use and what hangs on it outside. */
  readonly liveBytes: number
  readonly residentBytes: number
}

export interface MemoryTrend {
  readonly samples: number
  readonly firstBytes: number
  readonly lastBytes: number
  readonly residentBytes: number
  readonly grownBytes: number
  readonly isFlat: boolean
}

const mebibyte = 1024 * 1024
/** A program that holds so much more at the end than at the beginning leaks. */
export const flatWithinBytes = 5 * mebibyte
/** Medians of so many samples are compared, since one of them may fall into a moment of work. */
const medianOf = 5

/** Compares the end with the beginning; what is not measured twice is not flat. */
export function memoryTrend(samples: readonly MemorySample[]): MemoryTrend {
  const count = Math.min(medianOf, Math.floor(samples.length / 2))
  const live = samples.map(({ liveBytes }) => liveBytes)
  const firstBytes = median(live.slice(0, count))
  const lastBytes = median(live.slice(samples.length - count))
  const grownBytes = lastBytes - firstBytes
  return {
    samples: samples.length,
    firstBytes,
    lastBytes,
    residentBytes: Math.max(0, ...samples.map(({ residentBytes }) => residentBytes)),
    grownBytes,
    isFlat: count > 0 && grownBytes <= flatWithinBytes,
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}

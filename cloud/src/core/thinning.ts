/** A stored reading: when it was taken (fixed-width ISO text) and under which number it is stored. */
export interface StoredReading {
  readonly id: number
  readonly measuredAt: string
}

/** One reading in so much time tells the course of a session well enough to look back at. */
const bucketMinutes = 15

/**
 * Which readings of a finished session may go: all but the first and the last, and the first of each quarter of an hour.
 * What the bill rests on, start and stop, is not among them at all.
 */
export function readingsToDrop(readings: readonly StoredReading[]): number[] {
  const last = readings.at(-1)
  let bucket = ''
  return readings
    .filter((reading) => {
      const own = bucketOf(reading.measuredAt)
      const opensBucket = own !== bucket
      bucket = own
      return !opensBucket && reading !== last
    })
    .map(({ id }) => id)
}

/** `2026-11-23T03:22:41.000Z` is in `2026-11-23T03:1`. */
function bucketOf(measuredAt: string): string {
  return `${measuredAt.slice(0, 14)}${Math.floor(Number(measuredAt.slice(14, 16)) / bucketMinutes)}`
}

import type { WireEntry } from './snapshot.ts'

/** A display that is redrawn fills a log in a second: each wire has a bound of its own, so that none hides another. */
const mostEntriesOfAWire = 80

/** Given entries with the newest first, the newest of each wire. */
export function newestOfEachWire(entries: readonly WireEntry[]): readonly WireEntry[] {
  const counts = new Map<string, number>()
  return entries.filter(({ wire }) => {
    const count = (counts.get(wire) ?? 0) + 1
    counts.set(wire, count)
    return count <= mostEntriesOfAWire
  })
}

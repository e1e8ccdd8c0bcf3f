import type { Instant } from '@colok/shared/time'
import type { OutboxEntry } from './durable.ts'
import type { Stamp } from './now.ts'
import { patch, patchStation, record, type Turn } from './turn.ts'

/**
 * At the first moment of a boot at which the calendar is right: waiting messages that were stamped without one get their
 * times, written down, so that they are told the same however often. Those of this boot are exact. A boot that ended
 * before its clock was right can only have ended before the next began: its last stamp stands for that moment, the
 * others keep their distance from it, and all are `estimated`.
 */
export function dateThePast(turn: Turn): void {
  const { outbox, station } = turn.state
  const { wall, monotonicMs, bootId } = turn.now
  if (station.pastDated || wall === 'unsynced') return
  patchStation(turn, { pastDated: true })
  const undated = outbox.entries.flatMap(stampsOf).filter(({ wallMs }) => wallMs === null)
  if (undated.length === 0) return
  const zeros = zerosOf(undated, { bootId, zeroMs: wall - monotonicMs })
  const entries = outbox.entries.map((entry) => withStamps(entry, (stamp) => dated(stamp, zeros, bootId)))
  const volatile = new Set(outbox.volatile)
  for (const [index, entry] of entries.entries())
    if (entry !== outbox.entries[index] && !volatile.has(entry.id))
      record(turn, { kind: 'outboxDated', entry })
  patch(turn, { outbox: { ...outbox, entries } })
}

/** The calendar time at which the monotonic clock of each boot began, the newest boot being known. */
function zerosOf(
  undated: readonly Stamp[],
  present: { bootId: string; zeroMs: Instant },
): ReadonlyMap<string, Instant> {
  const zeros = new Map([[present.bootId, present.zeroMs]])
  let nextBootMs = present.zeroMs
  // Messages wait in their order, so the boots are met from the newest on.
  for (const { bootId } of undated.toReversed()) {
    if (zeros.has(bootId)) continue
    const ofBoot = undated.filter((each) => each.bootId === bootId)
    nextBootMs -= ofBoot.reduce((latest, { monotonicMs }) => Math.max(latest, monotonicMs), 0)
    zeros.set(bootId, nextBootMs)
  }
  return zeros
}

function dated(stamp: Stamp, zeros: ReadonlyMap<string, Instant>, bootId: string): Stamp {
  const zeroMs = zeros.get(stamp.bootId)
  if (stamp.wallMs !== null || zeroMs === undefined) return stamp
  const wallMs = Math.round(zeroMs + stamp.monotonicMs)
  return stamp.bootId === bootId ? { ...stamp, wallMs } : { ...stamp, wallMs, estimated: true }
}

function stampsOf(entry: OutboxEntry): Stamp[] {
  if (entry.kind === 'started') return [entry.at]
  if (entry.kind === 'signed') return entry.readings.map(({ at }) => at)
  const sampled = entry.samples.map(({ at }) => at)
  return entry.kind === 'metered' ? sampled : [...sampled, entry.at]
}

/** The same entry when none of its stamps has changed. */
function withStamps(entry: OutboxEntry, date: (stamp: Stamp) => Stamp): OutboxEntry {
  if (stampsOf(entry).every((stamp) => date(stamp) === stamp)) return entry
  if (entry.kind === 'started') return { ...entry, at: date(entry.at) }
  if (entry.kind === 'signed')
    return { ...entry, readings: entry.readings.map((each) => ({ ...each, at: date(each.at) })) }
  const samples = entry.samples.map((sample) => ({ ...sample, at: date(sample.at) }))
  return entry.kind === 'metered' ? { ...entry, samples } : { ...entry, samples, at: date(entry.at) }
}

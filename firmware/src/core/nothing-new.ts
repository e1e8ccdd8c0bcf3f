import type { ChargerState, Connector } from './state.ts'
import type { TimerName } from './timers.ts'

/**
 * Whether a reading of an idle socket's meter has told nothing: it says what the last one said, and only the deadline of its
 * silence has moved. Nothing follows from that, and meters speak all day.
 */
export function isNothingNew(before: ChargerState, after: ChargerState, connectorId: number): boolean {
  const [known, now] = [before.connectors[connectorId - 1], after.connectors[connectorId - 1]]
  if (known?.activity.kind !== 'idle' || now === undefined || !saysTheSame(known, now)) return false
  return differsOnlyIn(before, after, ['timers', 'connectors'])
}

/**
 * Whether a reading has told a session nothing but other figures: neither that its battery is full or not, nor of the mains, nor
 * of a meter that counts anew. Then only what its vehicle draws may have consequences, and what the display shows.
 */
export function isOnlyFigures(before: ChargerState, after: ChargerState, connectorId: number): boolean {
  const [known, now] = [before.connectors[connectorId - 1], after.connectors[connectorId - 1]]
  if (known?.activity.kind !== 'charging' || now?.activity.kind !== 'charging') return false
  return (
    known.activity.session === now.activity.session &&
    known.activity.progress.full === now.activity.progress.full &&
    // Such a session is held back by what it has taken.
    now.activity.session.refusedAllowanceWh === null &&
    known.meter.base === now.meter.base &&
    known.meter.reading !== null &&
    differsOnlyIn(known, now, ['meter', 'activity']) &&
    differsOnlyIn(before, after, ['timers', 'connectors'])
  )
}

/**
 * Whether time has told nothing but that the display's second is over, or its page: no other timer was due, and nothing else
 * has changed. While a socket charges that is each second, between two readings of its meter, which settle all there is.
 */
export function isScreenTick(before: ChargerState, after: ChargerState, nowMs: number): boolean {
  const { timers } = before
  for (const name in timers) {
    const atMs = timers[name as TimerName]
    if ((name === 'screen') !== (atMs !== undefined && atMs <= nowMs)) return false
  }
  return timers.screen !== undefined && differsOnlyIn(before, after, ['timers'])
}

function differsOnlyIn<Whole extends ChargerState | Connector>(
  before: Whole,
  after: Whole,
  names: readonly (keyof Whole)[],
): boolean {
  for (const name in after) if (before[name] !== after[name] && !names.includes(name)) return false
  return true
}

function saysTheSame(before: Connector, after: Connector): boolean {
  if (!differsOnlyIn(before, after, ['meter'])) return false
  const [known, now] = [before.meter, after.meter]
  return (
    known.reading !== null &&
    now.reading !== null &&
    known.base === now.base &&
    known.implausible === now.implausible &&
    known.reading.energyWh === now.reading.energyWh &&
    known.reading.powerW === now.reading.powerW &&
    known.reading.voltageMv === now.reading.voltageMv
  )
}

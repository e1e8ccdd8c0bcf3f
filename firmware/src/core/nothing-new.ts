import type { ChargerState, Connector } from './state.ts'
import type { TimerName } from './timers.ts'

/**
 * Whether a reading of an idle socket's meter has told nothing: it says what the last one said, and only the deadline of its
 * silence has moved. Nothing follows from that, and meters speak all day.
 */
export function isNothingNew(before: ChargerState, after: ChargerState, connectorId: number): boolean {
  const [known, now] = [before.connectors[connectorId - 1], after.connectors[connectorId - 1]]
  if (known?.activity.kind !== 'idle' || now === undefined || !saysTheSame(known, now)) return false
  return differOnlyIn(before, after, ['timers', 'connectors'])
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
  return timers.screen !== undefined && differOnlyIn(before, after, ['timers'])
}

function differOnlyIn(
  before: ChargerState,
  after: ChargerState,
  names: readonly (keyof ChargerState)[],
): boolean {
  for (const name in after)
    if (
      before[name as keyof ChargerState] !== after[name as keyof ChargerState] &&
      !names.includes(name as keyof ChargerState)
    )
      return false
  return true
}

function saysTheSame(before: Connector, after: Connector): boolean {
  for (const name in after)
    if (name !== 'meter' && before[name as keyof Connector] !== after[name as keyof Connector]) return false
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

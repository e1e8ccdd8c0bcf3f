import type { ChargerState, Connector } from './state.ts'

/**
 * Whether a reading of an idle socket's meter has told nothing: it says what the last one said, and only the deadline of its
 * silence has moved. Nothing follows from that, and meters speak all day.
 */
export function isNothingNew(before: ChargerState, after: ChargerState, connectorId: number): boolean {
  const [known, now] = [before.connectors[connectorId - 1], after.connectors[connectorId - 1]]
  if (known?.activity.kind !== 'idle' || now === undefined || !saysTheSame(known, now)) return false
  for (const name of Object.keys(after) as (keyof ChargerState)[])
    if (name !== 'timers' && name !== 'connectors' && before[name] !== after[name]) return false
  return true
}

function saysTheSame(before: Connector, after: Connector): boolean {
  for (const name of Object.keys(after) as (keyof Connector)[])
    if (name !== 'meter' && before[name] !== after[name]) return false
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

import type { Instant } from '@colok/shared/time'

/** Why a transaction cannot be as the charger tells it. It is stored all the same, and billed only after a person looked. */
export type SuspectReason =
  | 'noSuchConnector'
  | 'clockNotSet'
  | 'startInFuture'
  | 'stopInFuture'
  | 'stopBeforeStart'
  | 'meterWentBack'
  | 'implausibleEnergy'
  | 'readingAboveMeterStop'
  | 'overlap'
  | 'nextStartBeforeStop'
  | 'startRepeatedWithAnotherCard'
  | 'pairedByFacts'
  | 'pairedByOperator'
  | 'noStop'
  | 'noTariff'
  | 'signedReadingDiffers'

/** A charger's clock may be this far ahead of ours. */
const clockToleranceMs = 5 * 60_000

/** No charger was in service before 2020: an earlier time means that its clock was never set. */
const firstPlausible: Instant = 1_577_836_800_000

/** Assumed of a connector whose rating nobody entered. */
const unratedPowerW = 50_000

/** Ten times the rating: this is to find registers that jump. Overload is the charger's own to guard against. */
const powerMargin = 10

/** Meters that count in steps, and clocks that round, make short sessions look powerful. */
const energySlackWh = 100

/** More connectors than any charge point has. */
export const maxConnectorId = 64

/** More than any session delivers: a GWh. Beyond it energy and money are no longer whole numbers that are kept exactly. */
export const mostSessionWh = 1_000_000_000

/** What two register values have between them; null where the difference has more digits than are kept exactly. */
export function energyBetween(meterStartWh: number, meterStopWh: number): number | null {
  const energyWh = meterStopWh - meterStartWh
  return Number.isSafeInteger(energyWh) ? energyWh : null
}

export interface StartFacts {
  readonly connectorId: number
  readonly startedAt: Instant
  readonly receivedAt: Instant
  /** Another session of this connector covers the instant at which this one says that it began. */
  readonly overlaps: boolean
}

export function checkStart(facts: StartFacts): SuspectReason[] {
  const reasons: SuspectReason[] = []
  if (facts.connectorId < 1 || facts.connectorId > maxConnectorId) reasons.push('noSuchConnector')
  if (facts.startedAt < firstPlausible) reasons.push('clockNotSet')
  if (facts.startedAt > facts.receivedAt + clockToleranceMs) reasons.push('startInFuture')
  if (facts.overlaps) reasons.push('overlap')
  return reasons
}

export interface StopFacts {
  readonly startedAt: Instant
  readonly stoppedAt: Instant
  readonly receivedAt: Instant
  readonly meterStartWh: number
  readonly meterStopWh: number
  /** The highest register value among the session's readings. */
  readonly highestReadingWh: number | undefined
  readonly maxPowerW: number | undefined
  /** When the next session of this connector began, if one has. */
  readonly nextStartedAt: Instant | undefined
}

export function checkStop(facts: StopFacts): SuspectReason[] {
  const reasons: SuspectReason[] = []
  const durationMs = facts.stoppedAt - facts.startedAt
  const energyWh = facts.meterStopWh - facts.meterStartWh
  const ratedW = facts.maxPowerW ?? unratedPowerW
  const mostWh = (ratedW * powerMargin * Math.max(0, durationMs)) / 3_600_000 + energySlackWh
  if (facts.stoppedAt < firstPlausible) reasons.push('clockNotSet')
  if (facts.stoppedAt > facts.receivedAt + clockToleranceMs) reasons.push('stopInFuture')
  if (durationMs < 0) reasons.push('stopBeforeStart')
  if (energyWh < 0) reasons.push('meterWentBack')
  if (energyWh > mostWh) reasons.push('implausibleEnergy')
  if ((facts.highestReadingWh ?? facts.meterStopWh) > facts.meterStopWh) reasons.push('readingAboveMeterStop')
  if (facts.nextStartedAt !== undefined && facts.nextStartedAt < facts.stoppedAt) reasons.push('overlap')
  return reasons
}

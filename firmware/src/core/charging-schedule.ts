import type { Instant } from '@colok/shared/time'
import type { ChargingProfiles, InstalledProfile } from './charging-profiles.ts'

/** A limit, in tenths of an ampere or of a watt. */
export interface Rate {
  readonly unit: 'A' | 'W'
  readonly tenths: number
  /** Below this the vehicle had better not charge at all. */
  readonly minTenths: number
}

/**
 * When a limit is asked for. `calendar` is `unknown` until the clock has been set since the boot: then `at` counts on
 * any axis that `startedAt` counts on too, and what the calendar decides cannot be told. A station's limit protects its
 * supply, so the lowest that could hold then holds; what the calendar says of sessions is passed over.
 */
export interface Moment {
  readonly at: Instant
  readonly calendar: 'known' | 'unknown'
}

/** A connector, and when its transaction began; without one, the limit is that of a transaction that begins now. */
export interface LimitedConnector {
  readonly connectorId: number
  readonly startedAt: Instant | null
}

/**
 * What the profiles of sessions allow a connector: the TxProfile where one holds, else the default; among several the
 * highest stack level that holds at this moment (OCPP 1.6 §3.13.2), and of two equal ones that of the connector itself
 * before that of connector 0. `null` is no limit.
 */
export function connectorLimit(
  profiles: ChargingProfiles,
  { connectorId, startedAt }: LimitedConnector,
  moment: Moment,
): Rate | null {
  // Nearly always: this is asked with each reading.
  if (profiles.transaction.length === 0 && profiles.standing.length === 0) return null
  const start = startedAt ?? moment.at
  const byRank = (candidates: readonly InstalledProfile[]) => prevailing(candidates, start, moment)
  return byRank(ofTransaction(profiles, connectorId)) ?? byRank(ofDefault(profiles, connectorId))
}

/** What the ChargePointMaxProfile allows all connectors together. `null` is no limit. */
export function stationLimit(profiles: ChargingProfiles, moment: Moment, voltageV: number): Rate | null {
  const candidates = ofStation(profiles)
  if (moment.calendar === 'known') return prevailing(candidates, moment.at, moment)
  const anyOfThem = candidates.flatMap(({ unit, minTenths, periods }) =>
    periods.map(({ limitTenths }) => ({ unit, minTenths, tenths: limitTenths })),
  )
  return anyOfThem.reduce<Rate | null>((lowest, rate) => lowerRate(lowest, rate, voltageV), null)
}

/** The stricter of two limits; `null` is none. Amperes and watts compare at the nominal voltage. */
function lowerRate(one: Rate | null, other: Rate | null, voltageV: number): Rate | null {
  if (one === null || other === null) return one ?? other
  return tenthsOfWatt(other, voltageV) < tenthsOfWatt(one, voltageV) ? other : one
}

/** A rate in tenths of a watt, exact while the voltage is a whole number of volts. */
export function tenthsOfWatt({ unit, tenths }: Pick<Rate, 'unit' | 'tenths'>, voltageV: number): number {
  return unit === 'W' ? tenths : tenths * voltageV
}

/** The next moment after `after` at which a period, a schedule or a validity of these connectors begins or ends. */
export function nextBoundary(
  profiles: ChargingProfiles,
  connectors: readonly LimitedConnector[],
  after: Instant,
): Instant {
  const station = ofStation(profiles).map((each) => boundaryOf(each, after, after))
  const sessions = connectors.flatMap(({ connectorId, startedAt }) =>
    [...ofTransaction(profiles, connectorId), ...ofDefault(profiles, connectorId)].map((each) =>
      boundaryOf(each, startedAt ?? after, after),
    ),
  )
  return Math.min(Number.POSITIVE_INFINITY, ...station, ...sessions)
}

function ofStation({ standing }: ChargingProfiles): readonly InstalledProfile[] {
  return standing.filter(({ purpose }) => purpose === 'ChargePointMaxProfile')
}

function ofTransaction({ transaction }: ChargingProfiles, connectorId: number): readonly InstalledProfile[] {
  return transaction.filter((each) => each.connectorId === connectorId)
}

function ofDefault({ standing }: ChargingProfiles, connectorId: number): readonly InstalledProfile[] {
  return standing.filter(
    (each) =>
      each.purpose === 'TxDefaultProfile' && (each.connectorId === connectorId || each.connectorId === 0),
  )
}

/** The limit of the highest of these profiles that says something at this moment. */
function prevailing(
  candidates: readonly InstalledProfile[],
  startedAt: Instant,
  moment: Moment,
): Rate | null {
  if (candidates.length === 0) return null
  const byRank = [...candidates].sort(
    (one, other) => other.stackLevel - one.stackLevel || other.connectorId - one.connectorId,
  )
  for (const profile of byRank) {
    const tenths = limitOf(profile, startedAt, moment)
    if (tenths !== undefined) return { unit: profile.unit, tenths, minTenths: profile.minTenths }
  }
  return null
}

/** What one profile says at a moment; `undefined` when it says nothing: not valid, not begun, or over. */
function limitOf(
  profile: InstalledProfile,
  startedAt: Instant,
  { at, calendar }: Moment,
): number | undefined {
  const { validFrom, validTo, start, durationMs, periods } = profile
  const byCalendar = start.kind !== 'transaction' || validFrom !== null || validTo !== null
  if (calendar === 'unknown' && byCalendar) return undefined
  if (at < (validFrom ?? Number.NEGATIVE_INFINITY) || at >= (validTo ?? Number.POSITIVE_INFINITY))
    return undefined
  const offsetMs = at - beginOf(start, startedAt, at)
  if (offsetMs < 0 || offsetMs >= (durationMs ?? Number.POSITIVE_INFINITY)) return undefined
  return periods.findLast(({ startMs }) => startMs <= offsetMs)?.limitTenths
}

/** When the run of the schedule began that counts at `at`; the first, if none has begun. */
function beginOf(start: InstalledProfile['start'], startedAt: Instant, at: Instant): Instant {
  switch (start.kind) {
    case 'at':
      return start.at
    case 'transaction':
      return startedAt
    case 'recurring':
      return start.at + Math.max(0, Math.floor((at - start.at) / start.everyMs)) * start.everyMs
  }
}

function boundaryOf(profile: InstalledProfile, startedAt: Instant, after: Instant): Instant {
  const { validFrom, validTo, start, durationMs, periods } = profile
  const begin = beginOf(start, startedAt, after)
  const instants = [
    validFrom,
    validTo,
    ...periods.map(({ startMs }) => begin + startMs),
    durationMs === null ? null : begin + durationMs,
    start.kind === 'recurring' ? begin + start.everyMs : null,
  ]
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...instants.filter((instant) => instant !== null).filter((instant) => instant > after),
  )
}

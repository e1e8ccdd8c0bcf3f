import type { ChargingSchedule } from '@colok/shared/ocpp/types'
import { type Instant, toIso } from '@colok/shared/time'
import type { ChargingProfiles } from './charging-profiles.ts'
import {
  connectorLimit,
  type LimitedConnector,
  type Moment,
  nextBoundary,
  stationLimit,
  tenthsOfWatt,
} from './charging-schedule.ts'

/** Some weeks of hourly periods. A schedule that begins and ends more often is told up to there: nothing waits for it. */
const mostBoundaries = 500

export interface CompositeQuestion {
  /** 0 asks for the whole station. */
  readonly connectorId: number
  /** Every connector of the station, in any order. */
  readonly connectors: readonly LimitedConnector[]
  readonly from: Instant
  readonly durationS: number
  readonly unit: ChargingSchedule['chargingRateUnit']
  /** ChargingScheduleMaxPeriods: what does not fit is left out at the end, and `duration` says so. */
  readonly maxPeriods: number
}

export interface SocketRating {
  /** What a socket delivers where no profile speaks. */
  readonly maxPowerW: number
  /** Nominal, a whole number of volts. */
  readonly voltageV: number
}

/**
 * The answer to GetCompositeSchedule (OCPP 1.6 §5.7): what a connector, or the station together, may take in each whole
 * second from `from` on, in as few periods as say it. Where no profile speaks, the rating of the sockets does, since a
 * period without a limit cannot be said. Watts in amperes are rounded down. A connector without a transaction is told
 * what one that starts at `from` would get.
 */
export function compositeSchedule(
  profiles: ChargingProfiles,
  question: CompositeQuestion,
  rating: SocketRating,
): ChargingSchedule {
  const from = Math.floor(question.from / 1000) * 1000
  const connectors = question.connectors.map((each) => ({ ...each, startedAt: each.startedAt ?? from }))
  const asked =
    question.connectorId === 0
      ? connectors
      : connectors.filter(({ connectorId }) => connectorId === question.connectorId)
  const limitAt = (second: number) =>
    rateIn(question.unit, allowedTenthsOfWatt(profiles, asked, from + second * 1000, rating), rating.voltageV)

  const periods = [{ startPeriod: 0, limit: limitAt(0) }]
  let durationS = question.durationS
  let looked = 0
  for (let second = 0; ; looked += 1) {
    const boundary = nextBoundary(profiles, asked, from + second * 1000)
    second = Math.max(second + 1, Math.ceil((boundary - from) / 1000))
    if (second >= durationS) break
    const limit = limitAt(second)
    const isChange = limit !== periods.at(-1)?.limit
    if (looked >= mostBoundaries || (isChange && periods.length >= question.maxPeriods)) {
      durationS = second
      break
    }
    if (isChange) periods.push({ startPeriod: second, limit })
  }
  return {
    duration: durationS,
    startSchedule: toIso(from),
    chargingRateUnit: question.unit,
    chargingSchedulePeriod: periods.map((period) => ({ ...period, numberPhases: 1 })),
  }
}

/** Tenths of a watt: the sum of what the connectors may take, but no more than the station may. */
function allowedTenthsOfWatt(
  profiles: ChargingProfiles,
  connectors: readonly LimitedConnector[],
  at: Instant,
  { maxPowerW, voltageV }: SocketRating,
): number {
  const moment: Moment = { at, calendar: 'known' }
  const ownLimits = connectors.map((connector) => connectorLimit(profiles, connector, moment))
  const station = stationLimit(profiles, moment, voltageV)
  const stationTenths = station === null ? null : tenthsOfWatt(station, voltageV)
  // A station's limit above what its sockets can deliver is told as it was set.
  if (stationTenths !== null && ownLimits.every((limit) => limit === null)) return stationTenths
  const sum = ownLimits
    .map((limit) => (limit === null ? maxPowerW * 10 : tenthsOfWatt(limit, voltageV)))
    .reduce((total, each) => total + each, 0)
  return Math.min(sum, stationTenths ?? Number.POSITIVE_INFINITY)
}

/** Tenths of a watt as OCPP's rate: a number with one digit after the point. */
function rateIn(unit: 'A' | 'W', tenths: number, voltageV: number): number {
  return (unit === 'W' ? tenths : Math.floor(tenths / voltageV)) / 10
}

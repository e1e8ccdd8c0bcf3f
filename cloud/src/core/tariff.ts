import type { Instant } from '@colok/shared/time'
import { type LocalTime, localTime, type Weekday } from './local-time.ts'

/** What is asked for energy and for the time in which it flows, in whole rupiah. */
interface EnergyPrices {
  readonly priceIdrPerKwh: number
  readonly priceIdrPerHour: number
}

/** Prices that hold at some times only. What is left out does not matter. */
export interface Rate extends EnergyPrices {
  /** `HH:MM`, included; a time of day that ends before it begins goes over midnight. */
  readonly fromTime?: string | undefined
  /** `HH:MM`, not included; `24:00` for the end of the day. */
  readonly untilTime?: string | undefined
  readonly weekdays?: readonly Weekday[] | undefined
  /** `MM-DD`, both included; a season that ends before it begins goes over New Year. */
  readonly fromDay?: string | undefined
  readonly untilDay?: string | undefined
}

interface IdleFee {
  /** So long after the battery is full nothing is asked. */
  readonly graceMinutes: number
  readonly priceIdrPerHour: number
}

/** A price list. It never changes once it holds: a new price is a new tariff from a later moment. */
export interface Tariff extends EnergyPrices {
  readonly id: string
  readonly sessionFeeIdr: number
  readonly idleFee: IdleFee | null
  /** The first whose conditions are met counts before the prices above. */
  readonly rates: readonly Rate[]
  /** PPN on fees, 1 100 for 11 %. */
  readonly ppnBasisPoints: number
}

/** The regional electricity tax of a site: in the price, on top of it, or not ours to collect. */
export interface Pbjt {
  readonly mode: 'included' | 'added' | 'none'
  /** 1 000 for 10 %. */
  readonly basisPoints: number
}

/** The most that a kWh may cost, by whose decree. */
export interface DecreedCap {
  readonly decree: string
  readonly maxIdrPerKwh: number
}

/**
 * The price of one session, fixed before it starts: what was shown is what is charged, whatever the clock says later.
 */
export interface SessionPrice extends EnergyPrices {
  readonly tariffId: string
  readonly sessionFeeIdr: number
  readonly idleFee: IdleFee | null
  readonly ppnBasisPoints: number
  readonly pbjt: Pbjt
  readonly cap: DecreedCap | null
}

/** When a session starts; `estimated` when its charger did not know the time. */
export type StartMoment =
  | { readonly kind: 'known'; readonly at: Instant; readonly timeZone: string }
  | { readonly kind: 'estimated' }

/**
 * The price for a session that starts at a moment. An estimated time never decides between prices: the driver then
 * gets the lowest per kWh that the tariff has.
 */
export function priceFor(
  tariff: Tariff,
  start: StartMoment,
  place: { readonly pbjt: Pbjt; readonly cap: DecreedCap | null },
): SessionPrice {
  const { priceIdrPerKwh, priceIdrPerHour } = start.kind === 'known' ? inForce(tariff, start) : lowest(tariff)
  const { id: tariffId, sessionFeeIdr, idleFee, ppnBasisPoints } = tariff
  return { tariffId, priceIdrPerKwh, priceIdrPerHour, sessionFeeIdr, idleFee, ppnBasisPoints, ...place }
}

function inForce(tariff: Tariff, start: { readonly at: Instant; readonly timeZone: string }): EnergyPrices {
  if (tariff.rates.length === 0) return tariff
  const local = localTime(start.at, start.timeZone)
  return tariff.rates.find((rate) => holds(rate, local)) ?? tariff
}

function lowest(tariff: Tariff): EnergyPrices {
  return [tariff, ...tariff.rates].reduce((least, rate) => {
    const difference =
      rate.priceIdrPerKwh - least.priceIdrPerKwh || rate.priceIdrPerHour - least.priceIdrPerHour
    return difference < 0 ? rate : least
  })
}

function holds(rate: Rate, { time, weekday, day }: LocalTime): boolean {
  const { fromTime = '00:00', untilTime = '24:00', fromDay = '01-01', untilDay = '12-31' } = rate
  const inDay =
    fromTime < untilTime ? time >= fromTime && time < untilTime : time >= fromTime || time < untilTime
  const inSeason = fromDay <= untilDay ? day >= fromDay && day <= untilDay : day >= fromDay || day <= untilDay
  return inDay && inSeason && (rate.weekdays === undefined || rate.weekdays.includes(weekday))
}

/** Why a tariff must not be published. */
export type TariffObjection =
  | { readonly kind: 'aboveCap'; readonly priceIdrPerKwh: number; readonly cap: DecreedCap }
  /** The decree allows fees to fast chargers of cars; who asks one here has to say what it rests on. */
  | { readonly kind: 'feeWithoutBasis' }

/** Judges a tariff by every cap that is in force while it holds. */
export function objectionTo(
  tariff: Tariff,
  { caps, feeBasis }: { readonly caps: readonly DecreedCap[]; readonly feeBasis: string | null },
): TariffObjection | undefined {
  for (const { priceIdrPerKwh } of [tariff, ...tariff.rates]) {
    const cap = caps.find(({ maxIdrPerKwh }) => priceIdrPerKwh > maxIdrPerKwh)
    if (cap !== undefined) return { kind: 'aboveCap', priceIdrPerKwh, cap }
  }
  const asksFee = tariff.sessionFeeIdr > 0 || (tariff.idleFee?.priceIdrPerHour ?? 0) > 0
  return asksFee && feeBasis === null ? { kind: 'feeWithoutBasis' } : undefined
}

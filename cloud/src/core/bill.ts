import { divideHalfUp, energyForAmountFloor, energyPriceHalfUp, type Idr, idr } from '@colok/shared/money'
import type { SessionPrice } from './tariff.ts'

/** What a session took. */
export interface Usage {
  readonly energyWh: number
  /** From start to stop. */
  readonly seconds: number
  /** Of these, with a full battery. */
  readonly idleSeconds: number
}

/** Rounded once, half up; the two that take something off are negative. */
export type BillLine =
  | {
      readonly kind: 'energy'
      readonly energyWh: number
      readonly priceIdrPerKwh: number
      readonly amountIdr: Idr
    }
  | {
      readonly kind: 'time'
      readonly seconds: number
      readonly priceIdrPerHour: number
      readonly amountIdr: Idr
    }
  /** What energy and time came to above the most that a kWh may cost. */
  | {
      readonly kind: 'decreedCap'
      readonly decree: string
      readonly maxIdrPerKwh: number
      readonly amountIdr: Idr
    }
  | { readonly kind: 'session'; readonly amountIdr: Idr }
  | {
      readonly kind: 'idle'
      readonly seconds: number
      readonly priceIdrPerHour: number
      readonly amountIdr: Idr
    }
  | { readonly kind: 'pbjt'; readonly basisPoints: number; readonly amountIdr: Idr }
  | { readonly kind: 'ppn'; readonly basisPoints: number; readonly amountIdr: Idr }
  /** What was delivered beyond what was paid for is not charged. */
  | { readonly kind: 'abovePaid'; readonly amountIdr: Idr }

/** What a session costs: the sum of its lines. `pbjtIdr` and `ppnIdr` are what of it is tax. */
export interface Bill {
  readonly tariffId: string
  readonly energyWh: number
  readonly lines: readonly BillLine[]
  readonly totalIdr: Idr
  readonly pbjtIdr: Idr
  readonly ppnIdr: Idr
  readonly rounding: 'eachLineHalfUp'
}

const basis = 10_000n
const secondsPerHour = 3600n

/**
 * Prices a finished session. `atMostIdr` is what was paid for it before. Throws a RangeError for energy or time below
 * nothing: such a session is suspect and is priced only after a person has said what it took.
 *
 * @example priceSession(flatPrice, { energyWh: 1250, seconds: 3720, idleSeconds: 0 }).totalIdr // 3083 at Rp 2,466
 */
export function priceSession(price: SessionPrice, usage: Usage, atMostIdr = Number.MAX_SAFE_INTEGER): Bill {
  demandPossible(usage)
  const energy = energyLines(price, usage)
  const fees = feeLines(price, usage)
  const taxes = taxLines(price, sumOf(energy), sumOf(fees))
  const lines = [...energy, ...fees, ...taxes]
  const above = sumOf(lines) - atMostIdr
  if (above > 0) lines.push({ kind: 'abovePaid', amountIdr: idr(-above) })
  const totalIdr = sumOf(lines)
  const pbjtIdr = pbjtWithin(price, sumOf(energy))
  const ppnIdr = ppnOn(price, sumOf(fees))
  return {
    tariffId: price.tariffId,
    energyWh: usage.energyWh,
    lines,
    totalIdr,
    // Of a bill that was cut, the tax is cut last.
    pbjtIdr: idr(Math.min(pbjtIdr, Math.max(0, totalIdr - ppnIdr))),
    ppnIdr: idr(Math.min(ppnIdr, totalIdr)),
    rounding: 'eachLineHalfUp',
  }
}

/**
 * The most energy in Wh that an amount buys, rounded down, after what is asked for the session as such; 0 when it buys
 * none.
 */
export function energyFor(price: SessionPrice, amountIdr: number): number {
  const left = amountIdr - feeForStarting(price)
  if (left <= 0) return 0
  const perKwh = price.priceIdrPerKwh * (Number(basis) + addedBasisPoints(price))
  return energyForAmountFloor(left * Number(basis), perKwh)
}

/** The least amount that buys this much energy. */
export function amountFor(price: SessionPrice, energyWh: number): Idr {
  const perKwh = BigInt(price.priceIdrPerKwh) * (basis + BigInt(addedBasisPoints(price)))
  const exact = BigInt(energyWh) * perKwh
  const divisor = 1000n * basis
  return idr(Number((exact + divisor - 1n) / divisor) + feeForStarting(price))
}

/** How long an amount lasts where time is charged for; undefined where it is not. */
export function secondsFor(price: SessionPrice, amountIdr: number): number | undefined {
  if (price.priceIdrPerHour === 0) return undefined
  const left = Math.max(0, amountIdr - feeForStarting(price))
  const perHour = BigInt(price.priceIdrPerHour) * (basis + BigInt(addedBasisPoints(price)))
  return Number((BigInt(left) * secondsPerHour * basis) / perHour)
}

function demandPossible({ energyWh, seconds, idleSeconds }: Usage): void {
  if (!Number.isSafeInteger(energyWh) || energyWh < 0)
    throw new RangeError(`${energyWh} Wh cannot be billed.`)
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new RangeError(`${seconds} s cannot be billed.`)
  if (!Number.isSafeInteger(idleSeconds) || idleSeconds < 0 || idleSeconds > seconds)
    throw new RangeError(`${idleSeconds} idle seconds of ${seconds} cannot be billed.`)
}

function energyLines(price: SessionPrice, { energyWh, seconds, idleSeconds }: Usage): BillLine[] {
  const { priceIdrPerKwh, priceIdrPerHour, cap } = price
  const amountIdr = energyPriceHalfUp(energyWh, priceIdrPerKwh)
  const lines: BillLine[] = [{ kind: 'energy', energyWh, priceIdrPerKwh, amountIdr }]
  const charging = seconds - idleSeconds
  if (priceIdrPerHour > 0)
    lines.push({
      kind: 'time',
      seconds: charging,
      priceIdrPerHour,
      amountIdr: forTime(charging, priceIdrPerHour),
    })
  if (cap === null) return lines
  const above = sumOf(lines) - energyPriceHalfUp(energyWh, cap.maxIdrPerKwh)
  if (above > 0) lines.push({ kind: 'decreedCap', ...cap, amountIdr: idr(-above) })
  return lines
}

function feeLines({ sessionFeeIdr, idleFee }: SessionPrice, { idleSeconds }: Usage): BillLine[] {
  const lines: BillLine[] = []
  if (sessionFeeIdr > 0) lines.push({ kind: 'session', amountIdr: idr(sessionFeeIdr) })
  const seconds = Math.max(0, idleSeconds - (idleFee?.graceMinutes ?? 0) * 60)
  if (idleFee !== null && idleFee.priceIdrPerHour > 0 && seconds > 0) {
    const { priceIdrPerHour } = idleFee
    lines.push({ kind: 'idle', seconds, priceIdrPerHour, amountIdr: forTime(seconds, priceIdrPerHour) })
  }
  return lines
}

function taxLines(price: SessionPrice, saleIdr: number, feesIdr: number): BillLine[] {
  const lines: BillLine[] = []
  const { basisPoints } = price.pbjt
  if (price.pbjt.mode === 'added' && basisPoints > 0)
    lines.push({ kind: 'pbjt', basisPoints, amountIdr: pbjtWithin(price, saleIdr) })
  if (feesIdr > 0 && price.ppnBasisPoints > 0)
    lines.push({ kind: 'ppn', basisPoints: price.ppnBasisPoints, amountIdr: ppnOn(price, feesIdr) })
  return lines
}

/** PBJT on a sale of electricity: on top of it, or what of it is tax. */
function pbjtWithin({ pbjt }: SessionPrice, saleIdr: number): Idr {
  const numerator = BigInt(saleIdr) * BigInt(pbjt.basisPoints)
  switch (pbjt.mode) {
    case 'none':
      return idr(0)
    case 'added':
      return idr(divideHalfUp(numerator, basis))
    case 'included':
      return idr(divideHalfUp(numerator, basis + BigInt(pbjt.basisPoints)))
  }
}

function ppnOn({ ppnBasisPoints }: SessionPrice, feesIdr: number): Idr {
  return idr(divideHalfUp(BigInt(feesIdr) * BigInt(ppnBasisPoints), basis))
}

function addedBasisPoints({ pbjt }: SessionPrice): number {
  return pbjt.mode === 'added' ? pbjt.basisPoints : 0
}

/** The fee for a session as such, with its tax. */
function feeForStarting(price: SessionPrice): number {
  return price.sessionFeeIdr + ppnOn(price, price.sessionFeeIdr)
}

function forTime(seconds: number, priceIdrPerHour: number): Idr {
  return idr(divideHalfUp(BigInt(seconds) * BigInt(priceIdrPerHour), secondsPerHour))
}

function sumOf(lines: readonly BillLine[]): Idr {
  return idr(lines.reduce((sum, { amountIdr }) => sum + amountIdr, 0))
}

/** What of a bill is whose: together it is the total. Of a bill that was cut, the energy is cut first. */
export interface BillShares {
  readonly energyIdr: Idr
  readonly feeIdr: Idr
  readonly pbjtIdr: Idr
  readonly ppnIdr: Idr
}

export function sharesOf({ lines, totalIdr, pbjtIdr, ppnIdr }: Bill): BillShares {
  const withoutTaxIdr = totalIdr - pbjtIdr - ppnIdr
  const feesIdr = sumOf(lines.filter(({ kind }) => kind === 'session' || kind === 'idle'))
  const feeIdr = idr(Math.min(feesIdr, withoutTaxIdr))
  return { energyIdr: idr(withoutTaxIdr - feeIdr), feeIdr, pbjtIdr, ppnIdr }
}

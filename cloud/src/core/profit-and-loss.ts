import { divideHalfUp, type Idr, idr } from '@colok/shared/money'

/** What a site pays its utility for a kWh from a day on; hundredths of a rupiah, since tariffs have two digits. */
export interface PurchasePrice {
  readonly validFrom: string
  readonly priceSenPerKwh: number
  readonly standingIdrPerMonth: number
}

/** The price in force on a day; undefined before the first. `prices` in any order. */
export function purchasePriceOn<Price extends Pick<PurchasePrice, 'validFrom'>>(
  prices: readonly Price[],
  day: string,
): Price | undefined {
  return prices
    .filter(({ validFrom }) => validFrom <= day)
    .reduce<Price | undefined>(
      (newest, price) => (newest === undefined || price.validFrom > newest.validFrom ? price : newest),
      undefined,
    )
}

/**
 * What energy costs, divided once, a half going up.
 *
 * @example energyCostHalfUp(2304, 164_452) // 3789: 2.304 kWh at Rp 1.644,52
 */
export function energyCostHalfUp(energyWh: number, priceSenPerKwh: number): Idr {
  return idr(divideHalfUp(BigInt(energyWh) * BigInt(priceSenPerKwh), 100_000n))
}

/**
 * Divides an amount in proportion to weights so that the parts come to the amount, to the rupiah: what rounding down leaves
 * goes to the largest remainders, the first of equal ones first. All weights nothing: even parts. A negative amount is
 * divided as its opposite.
 *
 * @example shareOut(100, [1, 1, 1]) // [34, 33, 33]
 */
export function shareOut(amountIdr: number, weights: readonly number[]): Idr[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (sum === 0)
    return weights.length === 0
      ? []
      : shareOut(
          amountIdr,
          weights.map(() => 1),
        )
  const size = BigInt(Math.abs(amountIdr))
  const parts = weights.map((weight, index) => {
    const product = size * BigInt(weight)
    return { index, part: Number(product / BigInt(sum)), remainder: product % BigInt(sum) }
  })
  const left = Number(size) - parts.reduce((total, { part }) => total + part, 0)
  const first = parts
    .toSorted((one, other) =>
      one.remainder === other.remainder ? one.index - other.index : one.remainder > other.remainder ? -1 : 1,
    )
    .slice(0, left)
  const more = new Set(first.map(({ index }) => index))
  const sign = amountIdr < 0 ? -1 : 1
  return parts.map(({ index, part }) => idr(sign * (part + (more.has(index) ? 1 : 0)) || 0))
}

/** What a post costs, in the order in which it is told. */
export const costKinds = [
  'energyIdr',
  'gatewayFeeIdr',
  'messagesIdr',
  'simIdr',
  'visitsIdr',
  'otherIdr',
  'partnerIdr',
] as const
export type CostKind = (typeof costKinds)[number]

/** A post in a month. Revenue is without taxes; a cost is positive, and negative where more came back. */
export interface PostFigures extends Readonly<Record<CostKind, number>> {
  readonly sessions: number
  /** What drivers were billed for. */
  readonly soldWh: number
  /** What went through its meter, also for nobody's money. */
  readonly boughtWh: number
  /** What of that no purchase price is known for: its cost is not in `energyIdr`. */
  readonly unpricedWh: number
  readonly revenueIdr: number
}

export const noFigures: PostFigures = {
  ...{ sessions: 0, soldWh: 0, boughtWh: 0, unpricedWh: 0, revenueIdr: 0, energyIdr: 0, gatewayFeeIdr: 0 },
  ...{ messagesIdr: 0, simIdr: 0, visitsIdr: 0, otherIdr: 0, partnerIdr: 0 },
}

/** What is left of the revenue. */
export function resultOf(figures: PostFigures): Idr {
  return idr(figures.revenueIdr - costKinds.reduce((total, kind) => total + figures[kind], 0))
}

export function addFigures(one: PostFigures, other: Partial<PostFigures>): PostFigures {
  const sums = Object.entries(other).map(([key, value]) => [key, one[key as keyof PostFigures] + value])
  return { ...one, ...Object.fromEntries(sums) }
}

import { seededRandom } from '@colok/shared/testing/seeded-random'
import { expect, test } from 'vitest'
import {
  addFigures,
  energyCostHalfUp,
  noFigures,
  purchasePriceOn,
  resultOf,
  shareOut,
} from './profit-and-loss.ts'

test('energy costs what the utility asks, rounded once', () => {
  expect(energyCostHalfUp(2304, 164_452)).toBe(3789)
  expect(energyCostHalfUp(1000, 164_452)).toBe(1645)
  expect(energyCostHalfUp(1000, 164_450)).toBe(1645)
  expect(energyCostHalfUp(1000, 164_449)).toBe(1644)
  expect(energyCostHalfUp(0, 164_452)).toBe(0)
})

test('a price holds from its day on, until the next', () => {
  const prices = [{ validFrom: '2026-07-01' }, { validFrom: '2026-01-01' }]
  expect(
    ['2025-12-31', '2026-01-01', '2026-06-30', '2026-07-01'].map((day) => purchasePriceOn(prices, day)),
  ).toEqual([...[undefined, prices[1], prices[1], prices[0]]])
})

test('shares come to the whole, to the rupiah, whatever the weights', () => {
  const random = seededRandom(3)
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  for (let round = 0; round < 2000; round += 1) {
    const weights = Array.from({ length: 1 + upTo(12) }, () => (upTo(3) === 0 ? 0 : upTo(1000)))
    const amountIdr = upTo(2_000_000) - 1_000_000
    const parts = shareOut(amountIdr, weights)
    expect(parts.reduce((total, part) => total + part, 0)).toBe(amountIdr)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    if (sum > 0)
      for (const [index, part] of parts.entries())
        expect(Math.abs(part - (amountIdr * (weights[index] ?? 0)) / sum)).toBeLessThan(1)
  }
})

test('who has no weight has nothing, unless nobody has any', () => {
  expect(shareOut(101, [0, 5, 0])).toEqual([0, 101, 0])
  expect(shareOut(100, [0, 0, 0])).toEqual([34, 33, 33])
  expect(shareOut(-100, [1, 1, 1])).toEqual([-34, -33, -33])
  expect(shareOut(100, [])).toEqual([])
})

test('the result is what is left', () => {
  const figures = addFigures(noFigures, {
    revenueIdr: 10_000,
    energyIdr: 4000,
    partnerIdr: 3000,
    gatewayFeeIdr: 70,
  })
  expect(resultOf(figures)).toBe(2930)
  expect(resultOf(addFigures(figures, { visitsIdr: 5000 }))).toBe(-2070)
})

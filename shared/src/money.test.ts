import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divideHalfUp, energyForAmountFloor, energyPriceHalfUp, formatIdr, idr } from './money.ts'

const price = fc.integer({ min: 1, max: 100_000 })
const amount = fc.integer({ min: 0, max: 100_000_000 })
const energy = fc.integer({ min: 0, max: 10_000_000 })

test('an exact half of a rupiah goes up, anything less goes down', () => {
  expect(energyPriceHalfUp(1250, 2466)).toBe(3083) // 3,082.5
  expect(energyPriceHalfUp(1, 500)).toBe(1) // 0.5
  expect(energyPriceHalfUp(1, 499)).toBe(0) // 0.499
  expect(energyPriceHalfUp(1980, 2466)).toBe(4883) // 4,882.68
  expect(energyPriceHalfUp(0, 2466)).toBe(0)
})

test('a quotient is the nearest integer, halves up', () => {
  expect([0n, 1n, 2n, 3n, 4n, 5n, 6n].map((n) => divideHalfUp(n, 4n))).toEqual([0, 0, 1, 1, 1, 1, 2])
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 18n }),
      fc.bigInt({ min: 1_000n, max: 10n ** 9n }),
      (n, d) => {
        const twiceTheError = n * 2n - BigInt(divideHalfUp(n, d)) * 2n * d
        expect(twiceTheError >= -d && twiceTheError < d).toBe(true)
      },
    ),
  )
})

test('a price is exact where floating point would not be', () => {
  // 9,007,199,254.740 kWh at Rp 999: in doubles the product alone loses digits.
  expect(energyPriceHalfUp(9_007_199_254_740, 999)).toBe(8_998_192_055_485)
})

test('the energy that an amount buys never costs more than the amount, and one Wh more would', () => {
  fc.assert(
    fc.property(amount, price, (amountIdr, priceIdrPerKwh) => {
      const energyWh = energyForAmountFloor(amountIdr, priceIdrPerKwh)
      expect(energyPriceHalfUp(energyWh, priceIdrPerKwh)).toBeLessThanOrEqual(amountIdr)
      expect(BigInt(energyWh + 1) * BigInt(priceIdrPerKwh)).toBeGreaterThan(BigInt(amountIdr) * 1000n)
    }),
  )
  expect(energyForAmountFloor(5000, 2466)).toBe(2027)
})

test('more energy never costs less', () => {
  fc.assert(
    fc.property(energy, energy, price, (a, b, priceIdrPerKwh) => {
      const [less, more] = a < b ? [a, b] : [b, a]
      expect(energyPriceHalfUp(less, priceIdrPerKwh)).toBeLessThanOrEqual(
        energyPriceHalfUp(more, priceIdrPerKwh),
      )
    }),
  )
})

test('what is free is bounded, not endless', () => {
  expect(energyForAmountFloor(5000, 0)).toBe(Number.MAX_SAFE_INTEGER)
  expect(energyForAmountFloor(Number.MAX_SAFE_INTEGER, 1)).toBe(Number.MAX_SAFE_INTEGER)
  expect(energyForAmountFloor(0, 2466)).toBe(0)
})

test('negative, fractional and unsafe numbers are refused, not rounded', () => {
  for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    expect(() => idr(bad)).toThrow(RangeError)
  for (const bad of [-1, 1.5, Number.NaN]) {
    expect(() => energyPriceHalfUp(bad, 2466)).toThrow(RangeError)
    expect(() => energyPriceHalfUp(1000, bad)).toThrow(RangeError)
    expect(() => energyForAmountFloor(bad, 2466)).toThrow(RangeError)
    expect(() => energyForAmountFloor(1000, bad)).toThrow(RangeError)
  }
  expect(() => energyPriceHalfUp(Number.MAX_SAFE_INTEGER, 1_000_000)).toThrow(RangeError)
  expect(() => divideHalfUp(1n, 0n)).toThrow(RangeError)
  expect(() => divideHalfUp(1n, -2n)).toThrow(RangeError)
})

test('rupiah read as on every price tag in the country', () => {
  expect([0, 999, 12_500, 1_234_567, -4_883].map((n) => formatIdr(n))).toEqual([
    'Rp 0',
    'Rp 999',
    'Rp 12.500',
    'Rp 1.234.567',
    '-Rp 4.883',
  ])
  expect(formatIdr(12_500, 'en')).toBe('Rp 12,500')
  expect(formatIdr(-12_500, 'en')).toBe('-Rp 12,500')
})

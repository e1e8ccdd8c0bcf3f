import fc from 'fast-check'
import { expect, test } from 'vitest'
import { priceSession } from './tariff.ts'

const price = fc.integer({ min: 0, max: 1_000_000 })
const energy = fc.integer({ min: 0, max: 10_000_000 })
const meter = fc.integer({ min: -1_000_000, max: 1_000_000_000 })

const bill = (priceIdrPerKwh: number, energyWh: number, meterStartWh = 0) =>
  priceSession({ id: 'tariff', priceIdrPerKwh }, { meterStartWh, meterStopWh: meterStartWh + energyWh })

test('1,250 Wh at Rp 2,466 per kWh is Rp 3,083: 3,082.5 goes up', () => {
  expect(bill(2466, 1250)).toEqual({
    tariffId: 'tariff',
    energyWh: 1250,
    lines: [{ kind: 'energy', energyWh: 1250, priceIdrPerKwh: 2466, amountIdr: 3083 }],
    totalIdr: 3083,
    rounding: 'eachLineHalfUp',
  })
})

test('the lines sum to the total, which is at most half a rupiah from the exact price', () => {
  fc.assert(
    fc.property(price, energy, meter, (priceIdrPerKwh, energyWh, meterStartWh) => {
      const { lines, totalIdr } = bill(priceIdrPerKwh, energyWh, meterStartWh)
      expect(lines.reduce((sum, line) => sum + line.amountIdr, 0)).toBe(totalIdr)
      const exactThousandths = BigInt(priceIdrPerKwh) * BigInt(energyWh)
      const difference = BigInt(totalIdr) * 1000n - exactThousandths
      expect(difference > -500n && difference <= 500n).toBe(true)
    }),
  )
})

test('more energy never costs less', () => {
  fc.assert(
    fc.property(price, energy, energy, (priceIdrPerKwh, energyWh, moreWh) => {
      expect(bill(priceIdrPerKwh, energyWh + moreWh).totalIdr).toBeGreaterThanOrEqual(
        bill(priceIdrPerKwh, energyWh).totalIdr,
      )
    }),
  )
})

test('where the meter starts makes no difference', () => {
  fc.assert(
    fc.property(price, energy, meter, (priceIdrPerKwh, energyWh, meterStartWh) => {
      expect(bill(priceIdrPerKwh, energyWh, meterStartWh)).toEqual(bill(priceIdrPerKwh, energyWh))
    }),
  )
})

test('splitting a session at a reading changes its price by at most one rupiah', () => {
  fc.assert(
    fc.property(price, energy, energy, (priceIdrPerKwh, firstWh, secondWh) => {
      const whole = bill(priceIdrPerKwh, firstWh + secondWh).totalIdr
      const parts = bill(priceIdrPerKwh, firstWh).totalIdr + bill(priceIdrPerKwh, secondWh, firstWh).totalIdr
      expect(Math.abs(whole - parts)).toBeLessThanOrEqual(1)
    }),
  )
})

test('a meter that went back is refused, not billed as nothing', () => {
  expect(() => bill(2466, -1)).toThrow(/cannot be billed/)
})

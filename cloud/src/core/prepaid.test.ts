import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limitLeft, mustStopNow, shareUsed, suggestedAmounts } from './prepaid.ts'
import type { SessionPrice } from './tariff.ts'

const price: SessionPrice = {
  tariffId: 'tariff',
  priceIdrPerKwh: 2466,
  priceIdrPerHour: 0,
  sessionFeeIdr: 0,
  idleFee: null,
  ppnBasisPoints: 1100,
  pbjt: { mode: 'none', basisPoints: 0 },
  cap: null,
}

test('after a power cut the session goes on with what is left', () => {
  expect(limitLeft(price, { paidIdr: 5000, takenWh: 0, takenSeconds: 0 })).toEqual({ limitWh: 2027 })
  expect(limitLeft(price, { paidIdr: 5000, takenWh: 2000, takenSeconds: 60 })).toEqual({ limitWh: 27 })
  expect(limitLeft(price, { paidIdr: 5000, takenWh: 2027, takenSeconds: 60 })).toBeUndefined()
})

test('where time costs, time is limited too', () => {
  const perHour = { ...price, priceIdrPerHour: 2500 }
  const left = limitLeft(perHour, { paidIdr: 5000, takenWh: 27, takenSeconds: 3600 })
  expect(left).toEqual({ limitWh: 2000, limitSeconds: 3600 })
  expect(limitLeft(perHour, { paidIdr: 5000, takenWh: 27, takenSeconds: 7200 })).toBeUndefined()
})

test('what was used comes from the first payment, so that a top-up goes back whole', () => {
  const [first, second] = [{ amountIdr: 5000 }, { amountIdr: 10_000 }]
  expect(shareUsed([first, second], 4883)).toEqual([
    { payment: first, usedIdr: 4883, restIdr: 117 },
    { payment: second, usedIdr: 0, restIdr: 10_000 },
  ])
  expect(() => shareUsed([first], 5001)).toThrow(/Rp 1 more than was paid/)
})

test('used and returned are together what was paid, of each payment', () => {
  const payments = fc.array(fc.record({ amountIdr: fc.integer({ min: 1, max: 1_000_000 }) }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(payments, fc.double({ min: 0, max: 1, noNaN: true }), (paid, share) => {
      const sum = paid.reduce((total, { amountIdr }) => total + amountIdr, 0)
      const usedIdr = Math.floor(sum * share)
      const parts = shareUsed(paid, usedIdr)
      expect(parts.reduce((total, part) => total + part.usedIdr, 0)).toBe(usedIdr)
      for (const part of parts) expect(part.usedIdr + part.restIdr).toBe(part.payment.amountIdr)
    }),
  )
})

test('a charger that knows no limit is stopped ahead of it by what flows until the next reading', () => {
  const pace = { powerW: 1200, intervalMs: 55_000 }
  expect(mustStopNow({ ...pace, energyWh: 1979 }, 2000)).toBe(false)
  expect(mustStopNow({ ...pace, energyWh: 1980 }, 2000)).toBe(true)
})

test('three round amounts are suggested, each of which buys at least half a kWh', () => {
  expect(suggestedAmounts(price)).toEqual([2_000, 5_000, 10_000])
  expect(suggestedAmounts({ ...price, sessionFeeIdr: 9_000 })).toEqual([20_000, 50_000, 100_000])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { priceSession } from './bill.ts'
import { allowanceOf, type CardLimit, type CardUse, sessionLimitOf } from './card-limits.ts'
import type { SessionPrice } from './tariff.ts'

const nothing: CardUse = { dayIdr: 0, dayWh: 0, monthIdr: 0, monthWh: 0 }
const price: SessionPrice = {
  tariffId: 't',
  priceIdrPerKwh: 2466,
  priceIdrPerHour: 0,
  sessionFeeIdr: 0,
  idleFee: null,
  ppnBasisPoints: 0,
  pbjt: { mode: 'added', basisPoints: 1000 },
  cap: null,
}

test('the tightest limit of each unit is what is left', () => {
  const limits: CardLimit[] = [
    { per: 'session', unit: 'idr', amount: 10_000 },
    { per: 'day', unit: 'idr', amount: 20_000 },
    { per: 'month', unit: 'wh', amount: 50_000 },
  ]
  expect(allowanceOf(limits, nothing)).toEqual({ idr: 10_000, wh: 50_000 })
  expect(allowanceOf(limits, { ...nothing, dayIdr: 15_000, monthWh: 49_000 })).toEqual({
    idr: 5000,
    wh: 1000,
  })
  expect(allowanceOf(limits, { ...nothing, dayIdr: 20_000 })).toBeUndefined()
  expect(allowanceOf([], { ...nothing, dayIdr: 1_000_000 })).toEqual({})
})

test('a limit of nothing lets nothing start', () => {
  expect(allowanceOf([{ per: 'session', unit: 'wh', amount: 0 }], nothing)).toBeUndefined()
})

test('however sessions follow each other, none of a card’s limits is ever passed', () => {
  const limit = fc.record({
    per: fc.constantFrom('session', 'day', 'month'),
    unit: fc.constantFrom('idr', 'wh'),
    amount: fc.integer({ min: 0, max: 60_000 }),
  })
  const wishes = fc.array(fc.integer({ min: 1, max: 8000 }), { maxLength: 12 })
  fc.assert(
    fc.property(fc.array(limit, { maxLength: 4 }), wishes, (limits, wishedWh) => {
      const use = { ...nothing }
      for (const wishWh of wishedWh) {
        const allowance = allowanceOf(limits as CardLimit[], use)
        const most = allowance && sessionLimitOf(price, allowance)
        if (most === undefined) continue
        const energyWh = Math.min(wishWh, most.limitWh)
        const { totalIdr } = priceSession(price, { energyWh, seconds: 600, idleSeconds: 0 })
        for (const { per, unit, amount } of limits)
          if (per === 'session') expect(unit === 'wh' ? energyWh : totalIdr).toBeLessThanOrEqual(amount)
        for (const key of ['dayWh', 'monthWh'] as const) use[key] += energyWh
        for (const key of ['dayIdr', 'monthIdr'] as const) use[key] += totalIdr
      }
      for (const { per, unit, amount } of limits) {
        const used = {
          day: { idr: use.dayIdr, wh: use.dayWh },
          month: { idr: use.monthIdr, wh: use.monthWh },
        }
        if (per === 'day' || per === 'month')
          expect(used[per][unit as 'idr' | 'wh']).toBeLessThanOrEqual(amount)
      }
    }),
  )
})

test('energy that costs nothing is bounded all the same', () => {
  expect(sessionLimitOf({ ...price, priceIdrPerKwh: 0 }, { idr: 5000 })).toEqual({ limitWh: 100_000 })
  expect(sessionLimitOf(undefined, { wh: 3000 })).toEqual({ limitWh: 3000 })
  expect(sessionLimitOf(price, { idr: 1 })).toBeUndefined()
})

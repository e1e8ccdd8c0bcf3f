import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyEnergy, anyPaid, anyPrice, anyUsage, usage } from '../testing/any-session.ts'
import { amountFor, type Bill, energyFor, priceSession, secondsFor, sharesOf, type Usage } from './bill.ts'
import type { SessionPrice } from './tariff.ts'

const flat: SessionPrice = {
  tariffId: 'tariff',
  priceIdrPerKwh: 2466,
  priceIdrPerHour: 0,
  sessionFeeIdr: 0,
  idleFee: null,
  ppnBasisPoints: 1100,
  pbjt: { mode: 'none', basisPoints: 0 },
  cap: null,
}
const amounts = ({ lines }: Bill) => Object.fromEntries(lines.map(({ kind, amountIdr }) => [kind, amountIdr]))

test('1,250 Wh at Rp 2,466 per kWh is Rp 3,083: 3,082.5 goes up', () => {
  expect(priceSession(flat, usage(1250, 3720))).toEqual({
    tariffId: 'tariff',
    energyWh: 1250,
    lines: [{ kind: 'energy', energyWh: 1250, priceIdrPerKwh: 2466, amountIdr: 3083 }],
    totalIdr: 3083,
    pbjtIdr: 0,
    ppnIdr: 0,
    rounding: 'eachLineHalfUp',
  })
})

test('energy, time, session and idle fees, with PBJT on the energy and PPN on the fees', () => {
  const price: SessionPrice = {
    ...flat,
    priceIdrPerHour: 1000,
    sessionFeeIdr: 2000,
    idleFee: { graceMinutes: 15, priceIdrPerHour: 6000 },
    pbjt: { mode: 'added', basisPoints: 1000 },
  }
  const bill = priceSession(price, usage(1250, 9000, 1800))
  expect(amounts(bill)).toEqual({ energy: 3083, time: 2000, session: 2000, idle: 1500, pbjt: 508, ppn: 385 })
  expect(bill).toMatchObject({ totalIdr: 9476, pbjtIdr: 508, ppnIdr: 385 })
})

test('PBJT within the price: of Rp 12,000 with 10 % in it Rp 1,091 are tax', () => {
  const price: SessionPrice = { ...flat, priceIdrPerKwh: 2400, pbjt: { mode: 'included', basisPoints: 1000 } }
  expect(priceSession(price, usage(5000))).toMatchObject({ totalIdr: 12_000, pbjtIdr: 1091 })
})

test('idling within the grace time costs nothing', () => {
  const price: SessionPrice = { ...flat, idleFee: { graceMinutes: 15, priceIdrPerHour: 6000 } }
  expect(amounts(priceSession(price, usage(0, 900, 900)))).toEqual({ energy: 0 })
  expect(amounts(priceSession(price, usage(0, 901, 901)))).toMatchObject({ idle: 2 })
})

test('time on top may not make a kWh dearer than the decree allows', () => {
  const cap = { decree: 'Permen ESDM 1/2023', maxIdrPerKwh: 2466 }
  const bill = priceSession({ ...flat, priceIdrPerKwh: 2000, priceIdrPerHour: 3000, cap }, usage(1000, 3600))
  expect(amounts(bill)).toEqual({ energy: 2000, time: 3000, decreedCap: -2534 })
  expect(bill.totalIdr).toBe(2466)
})

test('what was delivered beyond what was paid for is not charged', () => {
  expect(amounts(priceSession(flat, usage(2030), 5000))).toEqual({ energy: 5006, abovePaid: -6 })
})

test('Rp 5,000 buys 2,027 Wh at Rp 2,466, and 2 kWh cost Rp 4,932', () => {
  expect(energyFor(flat, 5000)).toBe(2027)
  expect(amountFor(flat, 2000)).toBe(4932)
  expect(energyFor({ ...flat, sessionFeeIdr: 5000 }, 5000)).toBe(0)
  expect(secondsFor({ ...flat, priceIdrPerHour: 2500 }, 5000)).toBe(7200)
  expect(secondsFor(flat, 5000)).toBeUndefined()
})

test('the lines sum to the total, which is at least nothing and at most what was paid', () => {
  fc.assert(
    fc.property(anyPrice, anyUsage, anyPaid, (price, used, paidIdr) => {
      const { lines, totalIdr, pbjtIdr, ppnIdr } = priceSession(price, used, paidIdr)
      expect(lines.reduce((sum, line) => sum + line.amountIdr, 0)).toBe(totalIdr)
      expect(totalIdr).toBeGreaterThanOrEqual(0)
      expect(totalIdr).toBeLessThanOrEqual(paidIdr)
      expect(Math.min(pbjtIdr, ppnIdr)).toBeGreaterThanOrEqual(0)
      expect(pbjtIdr + ppnIdr).toBeLessThanOrEqual(totalIdr)
    }),
  )
})

test('energy, fees and taxes share a bill without a rupiah left over', () => {
  fc.assert(
    fc.property(anyPrice, anyUsage, anyPaid, (price, used, paidIdr) => {
      const bill = priceSession(price, used, paidIdr)
      const shares = Object.values(sharesOf(bill))
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(bill.totalIdr)
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('more energy never costs less', () => {
  fc.assert(
    fc.property(anyPrice, anyUsage, anyEnergy, anyPaid, (price, used, moreWh, paidIdr) => {
      const more = { ...used, energyWh: used.energyWh + moreWh }
      expect(priceSession(price, more, paidIdr).totalIdr).toBeGreaterThanOrEqual(
        priceSession(price, used, paidIdr).totalIdr,
      )
    }),
  )
})

test('splitting a session at a reading changes its energy and time lines by at most one rupiah each', () => {
  fc.assert(
    fc.property(anyPrice, anyUsage, anyUsage, (price, one, other) => {
      const both = usage(
        one.energyWh + other.energyWh,
        one.seconds + other.seconds,
        one.idleSeconds + other.idleSeconds,
      )
      const of = (used: Usage) => amounts(priceSession(price, used))
      for (const kind of ['energy', 'time'])
        expect(
          Math.abs((of(both)[kind] ?? 0) - (of(one)[kind] ?? 0) - (of(other)[kind] ?? 0)),
        ).toBeLessThanOrEqual(1)
    }),
  )
})

test('no kWh costs more than the decree allows, whatever the time on top', () => {
  fc.assert(
    fc.property(anyPrice, anyUsage, (price, used) => {
      const { cap } = price
      if (cap === null) return
      const sale = priceSession(price, used)
        .lines.filter(({ kind }) => kind === 'energy' || kind === 'time' || kind === 'decreedCap')
        .reduce((sum, { amountIdr }) => sum + amountIdr, 0)
      expect(sale * 1000).toBeLessThanOrEqual(used.energyWh * cap.maxIdrPerKwh + 500)
    }),
  )
})

test('what an amount buys is paid for by it, and one Wh more would not be', () => {
  const perKwhOnly = anyPrice
    .filter(({ priceIdrPerKwh }) => priceIdrPerKwh > 0)
    .map((price) => ({ ...price, priceIdrPerHour: 0, idleFee: null, cap: null }))
  fc.assert(
    fc.property(perKwhOnly, anyPaid, (price, paidIdr) => {
      const energyWh = energyFor(price, paidIdr)
      if (energyWh === 0) return
      expect(amountFor(price, energyWh)).toBeLessThanOrEqual(paidIdr)
      expect(amountFor(price, energyWh + 1)).toBeGreaterThan(paidIdr)
      // Two lines that are each rounded up may come to a rupiah more, which is then taken off.
      expect(priceSession(price, usage(energyWh)).totalIdr).toBeLessThanOrEqual(paidIdr + 1)
    }),
  )
})

test('a meter that went back is refused, not billed as nothing', () => {
  expect(() => priceSession(flat, usage(-1))).toThrow(/cannot be billed/)
  expect(() => priceSession(flat, usage(0, -1))).toThrow(/cannot be billed/)
  expect(() => priceSession(flat, usage(0, 1, 2))).toThrow(/cannot be billed/)
})

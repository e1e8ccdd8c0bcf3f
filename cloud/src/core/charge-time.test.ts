import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chargeTime, commonBatteries, fullChargeWh, usualBattery as paper } from './charge-time.ts'

const hours = (durationMs: number) => durationMs / 3_600_000

test('the pack of the founding papers, 2,304 Wh at 1,200 W, is full in little more than their two hours', () => {
  const { durationMs, share, isMore } = chargeTime(paper, { energyWh: 2304 / 0.94 })
  expect(hours(durationMs)).toBeGreaterThan(2304 / 1200)
  expect(hours(durationMs)).toBeCloseTo(2.17, 1)
  expect([share, isMore]).toEqual([expect.closeTo(1, 9), false])
})

test('what a pack does not take is said, and takes no longer', () => {
  const full = chargeTime(paper, { energyWh: 2304 / 0.94 })
  const more = chargeTime(paper, { energyWh: 5000 })
  expect(more).toEqual({ durationMs: expect.closeTo(full.durationMs, 3), share: 1, isMore: true })
})

test('what fills a pack fills it, and a Wh less does not', () => {
  for (const battery of commonBatteries) {
    const energyWh = fullChargeWh(battery)
    expect(chargeTime(battery, { energyWh }).share).toBe(1)
    expect(chargeTime(battery, { energyWh: energyWh - 1 }).share).toBeLessThan(1)
  }
})

test('a weak socket takes longer, a strong one no shorter than the motorcycle’s own charger', () => {
  const of = (maxPowerW: number) => chargeTime(paper, { energyWh: 1000, maxPowerW }).durationMs
  expect(of(600)).toBeCloseTo(2 * of(1200), 6)
  expect(of(2200)).toBe(of(1200))
})

test('it is the time that the energy takes when it is added up second by second', () => {
  for (const battery of commonBatteries) {
    const capacityWh = battery.voltageV * battery.capacityAh
    let storedWh = 0
    let drawnWh = 0
    for (let second = 1; drawnWh < capacityWh; second += 1) {
      const missing = Math.min(1, (1 - storedWh / capacityWh) / 0.05)
      const wattHours = (1200 * (0.1 + 0.9 * missing)) / 3600
      drawnWh += wattHours
      storedWh += wattHours * 0.94
      if (second % 600 !== 0) continue
      const { durationMs } = chargeTime(battery, { energyWh: drawnWh })
      expect(Math.abs(durationMs / 1000 - second)).toBeLessThan(5)
    }
  }
})

test('more energy never takes less time, and fills no less of the pack', () => {
  const energy = fc.double({ min: 0, max: 6000, noNaN: true })
  fc.assert(
    fc.property(fc.constantFrom(...commonBatteries), energy, energy, (battery, a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)].map((energyWh) =>
        chargeTime(battery, { energyWh }),
      )
      expect(more!.durationMs).toBeGreaterThanOrEqual(less!.durationMs)
      expect(more!.share).toBeGreaterThanOrEqual(less!.share)
      expect(more!.share).toBeLessThanOrEqual(1)
    }),
  )
})

test('an energy below nothing and a socket without power are refused', () => {
  expect(() => chargeTime(paper, { energyWh: -1 })).toThrow(RangeError)
  expect(() => chargeTime(paper, { energyWh: 1, maxPowerW: 0 })).toThrow(RangeError)
  expect(() => chargeTime(paper, { energyWh: Number.NaN })).toThrow(RangeError)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  absorb,
  type BatteryState,
  batteryAt,
  motorcycle72V32Ah as design,
  drawW,
  powerFactor,
  stateOfChargePermille,
} from './battery.ts'

/** Charges by the second until the pack is full, or for `limitS`; answers the states it went through. */
function charge(startPermille: number, limitS = 4 * 3600): BatteryState[] {
  let state = batteryAt(design, startPermille)
  const states = [state]
  let fractionMws = 0
  while (states.length <= limitS && state.storedMwh < design.capacityMwh) {
    fractionMws += drawW(design, state) * 1000
    state = absorb(design, state, Math.floor(fractionMws / 3600))
    states.push(state)
    fractionMws %= 3600
  }
  return states
}

describe('a 72 V 32 Ah pack on a 1,200 W charger', () => {
  test('holds 2,304 Wh and is full after about two hours', () => {
    const hours = (charge(0).length - 1) / 3600
    expect(design.capacityMwh).toBe(2_304_000)
    expect(hours).toBeGreaterThan(1.92)
    expect(hours).toBeLessThan(2.4)
  })

  test('draws 1,200 W until the taper, less and less through it, and a few watts when full', () => {
    const powers = charge(900).map((state) => drawW(design, state))
    expect(powers[0]).toBe(1200)
    expect(powers.at(-2)).toBeLessThan(140)
    expect(powers.at(-1)).toBe(design.standbyW)
    for (const [index, power] of powers.entries())
      expect(power).toBeLessThanOrEqual(powers[index - 1] ?? Infinity)
  })

  test('has the poor power factor of a cheap charger while it charges', () => {
    for (const state of charge(940).slice(0, -1)) {
      expect(powerFactor(design, state)).toBeGreaterThanOrEqual(0.55)
      expect(powerFactor(design, state)).toBeLessThanOrEqual(0.7)
    }
  })

  test('turns all energy into heat once it is full', () => {
    const full = batteryAt(design, 1000)
    const after = absorb(design, full, 5000)
    expect(after.storedMwh).toBe(full.storedMwh)
    expect(after.lostMwh).toBe(5000)
    expect(stateOfChargePermille(design, after)).toBe(1000)
  })

  test('says 100 % only when nothing is missing', () => {
    const almost = {
      ...batteryAt(design, 1000),
      storedMwh: design.capacityMwh - 1,
    }
    expect(stateOfChargePermille(design, almost)).toBe(999)
    expect(drawW(design, almost)).toBeGreaterThan(design.standbyW)
  })

  test.each([-1, 1001, 12.5, Number.NaN])('refuses to start at %s permille', (permille) => {
    expect(() => batteryAt(design, permille)).toThrow(RangeError)
  })

  test.each([-1, 0.5, Number.POSITIVE_INFINITY])('refuses %s mWh', (energyMwh) => {
    expect(() => absorb(design, batteryAt(design, 0), energyMwh)).toThrow(RangeError)
  })
})

const startPermille = fc.integer({ min: 0, max: 1000 })
const portionsMwh = fc.array(fc.integer({ min: 0, max: 400_000 }), {
  maxLength: 40,
})

describe('for any start and any portions of energy', () => {
  test('every milliwatt-hour from the mains is in the pack or lost as heat', () => {
    fc.assert(
      fc.property(startPermille, portionsMwh, (start, portions) => {
        const first = batteryAt(design, start)
        const last = portions.reduce((state, portion) => absorb(design, state, portion), first)
        const offered = portions.reduce((sum, portion) => sum + portion, 0)
        expect(last.drawnMwh).toBe(offered)
        expect(last.storedMwh - first.storedMwh + last.lostMwh).toBe(offered)
      }),
    )
  })

  test('the state of charge never falls, the power never rises, and the pack is never overfilled', () => {
    fc.assert(
      fc.property(startPermille, portionsMwh, (start, portions) => {
        let state = batteryAt(design, start)
        for (const portion of portions) {
          const next = absorb(design, state, portion)
          expect(next.storedMwh).toBeGreaterThanOrEqual(state.storedMwh)
          expect(next.storedMwh).toBeLessThanOrEqual(design.capacityMwh)
          expect(drawW(design, next)).toBeLessThanOrEqual(drawW(design, state))
          state = next
        }
      }),
    )
  })

  test('many small portions store what one large portion stores', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }), (portions) => {
        const empty = batteryAt(design, 0)
        const whole = absorb(
          design,
          empty,
          portions.reduce((sum, portion) => sum + portion, 0),
        )
        expect(portions.reduce((state, portion) => absorb(design, state, portion), empty)).toEqual(whole)
      }),
    )
  })
})

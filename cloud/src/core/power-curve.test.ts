import { expect, test } from 'vitest'
import { longestGapMs, powerCurve } from './power-curve.ts'

const minute = 60_000

test('a meter that tells its power is taken at its word', () => {
  const readings = [
    { at: 0, powerW: 1200, energyWh: 100 },
    { at: minute, powerW: null, energyWh: 120 },
    { at: 2 * minute, powerW: 1190, energyWh: 140 },
  ]
  expect(powerCurve(readings)).toEqual([
    { at: 0, value: 1200 },
    { at: 2 * minute, value: 1190 },
  ])
})

test('of a register alone the power is what it rose by over a minute or more', () => {
  const readings = [0, 0.5, 1, 1.5, 2.5].map((at) => ({
    at: at * minute,
    powerW: null,
    energyWh: Math.round(20 * at),
  }))
  expect(powerCurve(readings)).toEqual([
    { at: minute, value: 1200 },
    { at: 2.5 * minute, value: 1200 },
  ])
})

test('a register that goes back is no negative power, and one without figures none at all', () => {
  const back = [
    { at: 0, powerW: null, energyWh: 50 },
    { at: minute, powerW: null, energyWh: 10 },
    { at: 2 * minute, powerW: null, energyWh: null },
  ]
  expect(powerCurve(back)).toEqual([{ at: minute, value: 0 }])
  expect(powerCurve([])).toEqual([])
})

test('what was thinned to quarters of an hour is one line still', () => {
  const quarters = [0, 1, 2, 3].map((quarter) => ({ at: quarter * 15 * minute, value: 1000 }))
  expect(longestGapMs(quarters)).toBe(45 * minute)
  expect(longestGapMs([])).toBe(5 * minute)
})

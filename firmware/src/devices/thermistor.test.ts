import fc from 'fast-check'
import { expect, test } from 'vitest'
import reference1 from '../../../hardware/boards/reference-1/board.json' with { type: 'json' }
import { thermistorCelsius, thermistorMillivolts } from './thermistor.ts'

const { thermistor } = reference1

test('has its nominal resistance at 25 °C, so half of the supply with an equal resistor', () => {
  expect(thermistorMillivolts(thermistor, 25)).toBeCloseTo(1_650, 6)
  expect(thermistorCelsius(thermistor, 1_650)).toBeCloseTo(25, 6)
})

// The table of a common 10 kΩ part with a β of 3976; ours is taken to have 3950.
test.each([
  [0, 32_650],
  [50, 3_603],
  [70, 1_751],
  [85, 1_070],
])('at %i °C has about %i Ω', (celsius, ohms) => {
  const millivolts = (thermistor.supplyMv * ohms) / (ohms + thermistor.pullUpOhms)
  expect(Math.abs(thermistorCelsius(thermistor, millivolts) - celsius)).toBeLessThan(0.8)
})

test('tells the temperature that it was put out for', () => {
  fc.assert(
    fc.property(fc.double({ min: -30, max: 150, noNaN: true }), (celsius) => {
      const millivolts = thermistorMillivolts(thermistor, celsius)
      expect(thermistorCelsius(thermistor, millivolts)).toBeCloseTo(celsius, 6)
    }),
  )
})

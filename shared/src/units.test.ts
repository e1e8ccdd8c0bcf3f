import { expect, test } from 'vitest'
import { formatKwh, wh } from './units.ts'

test('energy reads in kWh, with a comma in Indonesian and a point in English', () => {
  expect(formatKwh(1250)).toBe('1,25 kWh')
  expect(formatKwh(1250, 'en')).toBe('1.25 kWh')
  expect(formatKwh(0)).toBe('0,00 kWh')
  expect(formatKwh(1_234_567, 'id', 3)).toBe('1.234,567 kWh')
  expect(formatKwh(2000, 'en', 0)).toBe('2 kWh')
})

test('a half of the last digit goes up, and nothing reads as minus nothing', () => {
  expect(formatKwh(1235)).toBe('1,24 kWh')
  expect(formatKwh(1234)).toBe('1,23 kWh')
  expect(formatKwh(-4)).toBe('0,00 kWh')
  expect(formatKwh(-1250)).toBe('-1,25 kWh')
})

test('a fraction of a Wh is not an amount of energy', () => {
  expect(wh(1250)).toBe(1250)
  for (const bad of [0.5, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 53])
    expect(() => wh(bad)).toThrow(RangeError)
})

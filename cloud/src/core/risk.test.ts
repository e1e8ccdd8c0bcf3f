import { expect, test } from 'vitest'
import { frequencyOf, impactOf, levelOf } from './risk.ts'

test('the impact is the mean of the four ratings', () => {
  expect(impactOf({ safety: 5, money: 2, service: 4, reputation: 3 })).toBe(3.5)
})

test.each([
  [0, 1],
  [1, 2],
  [2, 2],
  [3, 3],
  [6, 3],
  [7, 4],
  [24, 4],
  [25, 5],
  [4000, 5],
])('%i incidents in a year are a frequency of %i', (incidents, frequency) => {
  expect(frequencyOf(incidents)).toBe(frequency)
})

test('the level is impact × frequency', () => {
  expect(levelOf(3.5, 4)).toEqual({ level: 14, band: 'high' })
  expect(levelOf(1, 1)).toEqual({ level: 1, band: 'low' })
  expect(levelOf(5, 1)).toEqual({ level: 5, band: 'medium' })
  expect(levelOf(5, 5)).toEqual({ level: 25, band: 'extreme' })
})

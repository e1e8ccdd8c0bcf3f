import { expect, test } from 'vitest'
import { type ConditionFacts, chargerCondition } from './charger-condition.ts'

const condition = (change: Partial<ConditionFacts> = {}) =>
  chargerCondition({
    registration: 'Accepted',
    online: true,
    silentMs: 1000,
    heartbeatIntervalMs: 300_000,
    statuses: ['Available', 'Charging'],
    ...change,
  })

test('one free socket makes a charger available', () => {
  expect(condition()).toBe('available')
  expect(condition({ statuses: ['Faulted', 'Available'] })).toBe('available')
  expect(condition({ statuses: ['Charging', 'Unavailable'] })).toBe('occupied')
  expect(condition({ statuses: ['Faulted', 'Charging'] })).toBe('faulted')
  expect(condition({ statuses: ['Unavailable', 'Unavailable'] })).toBe('unavailable')
  expect(condition({ statuses: [undefined] })).toBe('unknown')
})

test('a socket that stays open without a word is silent, not available', () => {
  expect(condition({ silentMs: 900_000 })).toBe('available')
  expect(condition({ silentMs: 900_001 })).toBe('silent')
  expect(condition({ silentMs: undefined })).toBe('available')
})

test('what a charger that is offline or not accepted last said does not count', () => {
  expect(condition({ online: false })).toBe('offline')
  expect(condition({ registration: 'Pending' })).toBe('notAccepted')
})

import { expect, test } from 'vitest'
import { fromStoredInstant, toStoredInstant } from './instant-text.ts'

test('every form that chargers send becomes the same fixed-width text', () => {
  for (const text of ['2026-11-23T03:22:00Z', '2026-11-23T11:22:00+08:00', '2026-11-23T03:22:00.000Z'])
    expect(toStoredInstant(text)).toBe('2026-11-23T03:22:00.000Z')
})

test('times that no calendar column can hold are moved to the nearer end', () => {
  expect(toStoredInstant('9999-12-31T23:59:59-12:00')).toBe('9999-12-31T23:59:59.999Z')
  expect(toStoredInstant('0001-01-01T00:00:00Z')).toBe('1970-01-01T00:00:00.000Z')
})

test('what was stored reads back', () => {
  expect(fromStoredInstant('1970-01-01T00:00:01.500Z')).toBe(1500)
  expect(() => fromStoredInstant('yesterday')).toThrow(/yesterday/)
})

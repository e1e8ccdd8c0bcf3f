import { expect, test } from 'vitest'
import { idTag, maskIdTag } from './ids.ts'

test('idTags compare without regard to case', () => {
  expect(idTag('04a1b2c3d4e5f6')).toBe('04A1B2C3D4E5F6')
  expect(idTag('04A1B2C3D4E5F6')).toBe(idTag('04a1b2c3d4e5f6'))
})

test('an idTag has 1 to 20 characters', () => {
  expect(idTag('x'.repeat(20))).toBe('X'.repeat(20))
  expect(() => idTag('')).toThrow('1 to 20 characters, not 0')
  expect(() => idTag('x'.repeat(21))).toThrow(RangeError)
  // Upper case can be longer than what was written.
  expect(() => idTag('ß'.repeat(11))).toThrow(RangeError)
})

test('a masked idTag shows its last four characters, and of a short one half at most', () => {
  expect(maskIdTag('04A1B2C3D4E5A3F1')).toBe('....A3F1')
  expect(maskIdTag('QR7F3A')).toBe('....F3A')
  expect(maskIdTag('AB')).toBe('....B')
  expect(maskIdTag('A')).toBe('....')
  expect(maskIdTag('')).toBe('....')
})

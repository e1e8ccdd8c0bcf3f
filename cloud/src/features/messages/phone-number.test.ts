import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePhoneNumber } from './phone-number.ts'

test.each([
  ['081234567890', '+6281234567890'],
  ['0812-3456-7890', '+6281234567890'],
  ['(0812) 3456.7890', '+6281234567890'],
  ['812 3456 7890', '+6281234567890'],
  ['6281234567890', '+6281234567890'],
  ['+62 812 3456 7890', '+6281234567890'],
  ['+62 (0)812 3456 7890', '+6281234567890'],
  ['0062 812 3456 7890', '+6281234567890'],
  ['0811 123 456', '+62811123456'],
  ['0812‑3456‑7890', '+6281234567890'],
  ['+65 8123 4567', '+6581234567'],
])('%s is %s', (text, number) => {
  expect(parsePhoneNumber(text)).toEqual({ kind: 'phoneNumber', number })
})

test.each([
  ['', 'empty'],
  [' - ', 'empty'],
  ['0812 345 67 8o', 'notDigits'],
  ['+62+812345678', 'notDigits'],
  ['0812345', 'tooShort'],
  ['+62', 'tooShort'],
  ['08123456789012', 'tooLong'],
  ['+1234567890123456', 'tooLong'],
  ['0'.repeat(5000), 'tooLong'],
  ['0361 123456', 'noMobile'],
  ['112', 'noMobile'],
  ['+0123456789', 'noMobile'],
])('%s is refused as %s', (text, problem) => {
  expect(parsePhoneNumber(text)).toEqual({ kind: 'invalid', problem })
})

test('whatever is typed in, what comes out is E.164, and stays itself', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.stringMatching(/^[+0-9 ().-]{0,24}$/),
        fc.stringMatching(/^0?8[0-9 -]{8,14}$/),
      ),
      (text) => {
        const parsed = parsePhoneNumber(text)
        if (parsed.kind === 'invalid') return
        expect(parsed.number).toMatch(/^\+[1-9]\d{7,14}$/)
        expect(parsePhoneNumber(parsed.number)).toEqual(parsed)
      },
    ),
  )
})

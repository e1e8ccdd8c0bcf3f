import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toIso } from '../time.ts'
import { isDateTime, parseDateTime } from './date-time.ts'

test('the forms that chargers write name the same instant', () => {
  const instant = Date.UTC(2026, 10, 23, 3, 22, 5, 120)
  for (const text of [
    '2026-11-23T03:22:05.120Z',
    '2026-11-23T03:22:05.12Z',
    '2026-11-23T03:22:05.120999Z',
    '2026-11-23t03:22:05.120z',
    '2026-11-23 03:22:05.120Z',
    '2026-11-23T11:22:05.120+08:00',
    '2026-11-23T11:22:05.120+0800',
    '2026-11-23T11:22:05.120+08',
    '2026-11-22T23:52:05.120-03:30',
  ])
    expect(parseDateTime(text), text).toBe(instant)
})

test('our own stored form is read back to the millisecond', () => {
  const instants = fc.integer({
    min: Date.parse('0000-01-01T00:00:00Z'),
    max: Date.parse('9999-12-31T23:59:59.999Z'),
  })
  fc.assert(
    fc.property(instants, (instant) => {
      expect(parseDateTime(toIso(instant))).toBe(instant)
    }),
  )
})

test('the first century stays the first century', () => {
  expect(parseDateTime('0026-11-23T00:00:00Z')).toBe(Date.parse('0026-11-23T00:00:00Z'))
})

test('a leap second is the second after it, and only where one can be', () => {
  expect(parseDateTime('2016-12-31T23:59:60Z')).toBe(Date.UTC(2017, 0, 1))
  expect(parseDateTime('2017-01-01T07:59:60+08:00')).toBe(Date.UTC(2017, 0, 1))
  expect(parseDateTime('2016-12-31T23:58:60Z')).toBeUndefined()
  expect(parseDateTime('2016-12-31T23:59:60+08:00')).toBeUndefined()
})

test('every day of the calendar is one, and no other is', () => {
  for (let year = 1999; year <= 2001; year++)
    for (let month = 0; month <= 13; month++)
      for (let day = 0; day <= 32; day++) {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T00:00:00Z`
        const exists = toIso(Date.UTC(year, month - 1, day)).startsWith(text.slice(0, 10))
        expect(parseDateTime(text) !== undefined, text).toBe(exists)
        expect(isDateTime(text), text).toBe(exists)
      }
  expect(isDateTime('2100-02-29T00:00:00Z')).toBe(false)
  expect(isDateTime('2000-02-29T00:00:00Z')).toBe(true)
})

test.each([
  '',
  '2026-11-23',
  '2026-11-23T03:22:05',
  '2026-11-23T03:22Z',
  '2026-11-23T24:00:00Z',
  '2026-11-23T03:60:00Z',
  '2026-11-23T03:22:61Z',
  '2026-11-23T03:22:05.Z',
  '2026-11-23T03:22:05+24:00',
  '2026-11-23T03:22:05+08:60',
  '26-11-23T03:22:05Z',
  '2026-11-23T03:22:05Z ',
  '1795404125',
  'Mon, 23 Nov 2026 03:22:05 GMT',
])('%j is no date-time', (text) => {
  expect(parseDateTime(text)).toBeUndefined()
  expect(isDateTime(text)).toBe(false)
})

test('the short test and the full reading agree on any text that looks like a date', () => {
  const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`))
  const text = fc
    .tuple(
      digits(4),
      digits(2),
      digits(2),
      digits(2),
      digits(2),
      digits(2),
      fc.constantFrom('', '.5', '.123456'),
    )
    .map(([y, mo, d, h, mi, s, f]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${f}Z`)
  fc.assert(
    fc.property(text, (candidate) => {
      expect(isDateTime(candidate)).toBe(parseDateTime(candidate) !== undefined)
    }),
    { numRuns: 5000 },
  )
})

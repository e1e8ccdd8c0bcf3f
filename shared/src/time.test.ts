import fc from 'fast-check'
import { expect, test } from 'vitest'
import { businessDay, formatDuration, toIso, zoneLetters } from './time.ts'

test('stored instants have one width, so that their text sorts as they do', () => {
  expect(toIso(Date.UTC(2026, 10, 23, 3, 22))).toBe('2026-11-23T03:22:00.000Z')
  const instant = fc.integer({
    min: Date.parse('0000-01-01T00:00:00Z'),
    max: Date.parse('9999-12-31T23:59:59.999Z'),
  })
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      expect(toIso(a)).toHaveLength(24)
      expect(toIso(a) < toIso(b)).toBe(a < b)
      expect(Date.parse(toIso(a))).toBe(a)
    }),
  )
})

test('an instant that such a text cannot hold is refused', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e15, -1e15])
    expect(() => toIso(bad)).toThrow(RangeError)
})

test('a duration reads hours, minutes, seconds', () => {
  expect(formatDuration(0)).toBe('00:00:00')
  expect(formatDuration(3_756_999)).toBe('01:02:36')
  expect(formatDuration(-5000)).toBe('00:00:00')
  expect(formatDuration(360_000_000)).toBe('100:00:00')
})

test("Indonesia's three zones have their letters, any other its name", () => {
  expect(['Asia/Jakarta', 'Asia/Pontianak', 'Asia/Makassar', 'Asia/Jayapura'].map(zoneLetters)).toEqual([
    'WIB',
    'WIB',
    'WITA',
    'WIT',
  ])
  expect(zoneLetters('Europe/Berlin')).toBe('Europe/Berlin')
  expect(zoneLetters('constructor')).toBe('constructor')
})

test('the business day begins at midnight at the site, not in UTC', () => {
  const midnightInBali = Date.UTC(2026, 10, 22, 16)
  expect(businessDay(midnightInBali - 1, 'Asia/Makassar')).toBe('2026-11-22')
  expect(businessDay(midnightInBali, 'Asia/Makassar')).toBe('2026-11-23')
  expect(businessDay(midnightInBali, 'Asia/Jakarta')).toBe('2026-11-22')
  expect(businessDay(midnightInBali, 'Asia/Jayapura')).toBe('2026-11-23')
  expect(businessDay(Date.UTC(2026, 11, 31, 16), 'Asia/Makassar')).toBe('2027-01-01')
})

test('Makassar is eight hours ahead of UTC on every day', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) }), (instant) => {
      expect(businessDay(instant, 'Asia/Makassar')).toBe(toIso(instant + 8 * 3_600_000).slice(0, 10))
    }),
  )
})

test('a day is the same whatever was asked before, however near to midnight and to a change of clocks', () => {
  const zones = ['Asia/Makassar', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/New_York', 'Africa/Cairo']
  const formats = zones.map((timeZone) => new Intl.DateTimeFormat('sv-SE', { timeZone }))
  const quarterHour = fc.integer({ min: Date.UTC(2020, 0) / 900_000, max: Date.UTC(2040, 0) / 900_000 })
  const shifts = fc.array(fc.integer({ min: -900_000, max: 900_000 }), { minLength: 2, maxLength: 5 })
  fc.assert(
    fc.property(quarterHour, shifts, (quarter, shiftsMs) => {
      for (const shiftMs of shiftsMs)
        for (const [index, timeZone] of zones.entries()) {
          const instant = quarter * 900_000 + shiftMs
          expect(businessDay(instant, timeZone)).toBe(formats[index]?.format(instant))
        }
    }),
  )
})

test('a zone that does not exist is refused', () => {
  expect(() => businessDay(0, 'Asia/Sangeh')).toThrow(RangeError)
})

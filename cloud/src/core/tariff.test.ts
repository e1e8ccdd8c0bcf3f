import fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectionTo, priceFor, type Rate, type Tariff } from './tariff.ts'

const bali = 'Asia/Makassar'
const place = { pbjt: { mode: 'none', basisPoints: 0 }, cap: null } as const
const tariffWith = (...rates: Rate[]): Tariff => ({
  id: 'tariff',
  priceIdrPerKwh: 2400,
  priceIdrPerHour: 0,
  sessionFeeIdr: 0,
  idleFee: null,
  rates,
  ppnBasisPoints: 1100,
})
/** The price of a session that starts at a local time in Bali, eight hours before UTC. */
const at = (tariff: Tariff, local: string, timeZone = bali) =>
  priceFor(tariff, { kind: 'known', at: Date.parse(`${local}:00+08:00`), timeZone }, place).priceIdrPerKwh
const cheap = { priceIdrPerKwh: 1800, priceIdrPerHour: 0 }

test('a night price holds from its first minute to before its last, over midnight', () => {
  const tariff = tariffWith({ fromTime: '22:00', untilTime: '05:00', ...cheap })
  expect(at(tariff, '2026-11-23T21:59')).toBe(2400)
  expect(at(tariff, '2026-11-23T22:00')).toBe(1800)
  expect(at(tariff, '2026-11-24T00:00')).toBe(1800)
  expect(at(tariff, '2026-11-24T04:59')).toBe(1800)
  expect(at(tariff, '2026-11-24T05:00')).toBe(2400)
})

test('the hour is the one on the wall at the site', () => {
  const tariff = tariffWith({ fromTime: '22:00', untilTime: '24:00', ...cheap })
  expect(at(tariff, '2026-11-23T22:30')).toBe(1800)
  expect(at(tariff, '2026-11-23T22:30', 'Asia/Jakarta')).toBe(2400)
  expect(at(tariff, '2026-11-23T23:30', 'Asia/Jakarta')).toBe(1800)
})

test('a weekend price, and one for a season over New Year', () => {
  const weekend = tariffWith({ weekdays: ['Sat', 'Sun'], ...cheap })
  expect(at(weekend, '2026-11-27T12:00')).toBe(2400)
  expect(at(weekend, '2026-11-28T12:00')).toBe(1800)
  const holidays = tariffWith({ fromDay: '12-20', untilDay: '01-05', ...cheap })
  expect(at(holidays, '2026-12-19T12:00')).toBe(2400)
  expect(at(holidays, '2026-12-20T12:00')).toBe(1800)
  expect(at(holidays, '2027-01-05T23:59')).toBe(1800)
  expect(at(holidays, '2027-01-06T00:00')).toBe(2400)
})

test('of several that hold the first counts', () => {
  const tariff = tariffWith({ weekdays: ['Mon'], ...cheap }, { priceIdrPerKwh: 2000, priceIdrPerHour: 0 })
  expect(at(tariff, '2026-11-23T12:00')).toBe(1800)
  expect(at(tariff, '2026-11-24T12:00')).toBe(2000)
})

test('an estimated time decides nothing: the driver gets the lowest price', () => {
  const tariff = tariffWith({ fromTime: '22:00', untilTime: '05:00', ...cheap })
  expect(priceFor(tariff, { kind: 'estimated' }, place).priceIdrPerKwh).toBe(1800)
  expect(priceFor(tariffWith(), { kind: 'estimated' }, place).priceIdrPerKwh).toBe(2400)
})

const anyPrices = fc.record({
  priceIdrPerKwh: fc.integer({ min: 0, max: 10_000 }),
  priceIdrPerHour: fc.integer({ min: 0, max: 10_000 }),
})
const anyTime = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom('00', '30') })
  .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${minute}`)
const anyRate: fc.Arbitrary<Rate> = fc
  .record({ prices: anyPrices, fromTime: anyTime, untilTime: anyTime })
  .filter(({ fromTime, untilTime }) => fromTime !== untilTime)
  .map(({ prices, ...when }) => ({ ...prices, ...when }))

test('of any tariff, at any moment, the price is one that was published, and a guessed time never makes it dearer', () => {
  const anyTariff = fc.record({ prices: anyPrices, rates: fc.array(anyRate, { maxLength: 5 }) })
  const anyMoment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) })
  fc.assert(
    fc.property(anyTariff, anyMoment, ({ prices, rates }, moment) => {
      const tariff = { ...tariffWith(...rates), ...prices }
      const known = priceFor(tariff, { kind: 'known', at: moment, timeZone: bali }, place)
      const published = [tariff, ...rates].map((one) => [one.priceIdrPerKwh, one.priceIdrPerHour])
      expect(published).toContainEqual([known.priceIdrPerKwh, known.priceIdrPerHour])
      const guessed = priceFor(tariff, { kind: 'estimated' }, place)
      expect(guessed.priceIdrPerKwh).toBeLessThanOrEqual(known.priceIdrPerKwh)
      // The same moment, said by another clock, is the same price.
      expect(priceFor(tariff, { kind: 'known', at: moment, timeZone: 'Australia/Perth' }, place)).toEqual(
        known,
      )
    }),
  )
})

test('a price above a decree’s cap is not published, be it for an hour of the night', () => {
  const cap = { decree: 'Permen ESDM 1/2023', maxIdrPerKwh: 2466 }
  const judge = (tariff: Tariff) => objectionTo(tariff, { caps: [cap], feeBasis: null })
  expect(judge({ ...tariffWith(), priceIdrPerKwh: 2466 })).toBeUndefined()
  expect(judge({ ...tariffWith(), priceIdrPerKwh: 2467 })).toMatchObject({ kind: 'aboveCap', cap })
  const peak = tariffWith({ fromTime: '18:00', untilTime: '22:00', priceIdrPerKwh: 2500, priceIdrPerHour: 0 })
  expect(judge(peak)).toMatchObject({ kind: 'aboveCap', priceIdrPerKwh: 2500 })
})

test('a fee needs the rule that it rests on', () => {
  const withFee = { ...tariffWith(), sessionFeeIdr: 1000 }
  const idle = { ...tariffWith(), idleFee: { graceMinutes: 15, priceIdrPerHour: 5000 } }
  for (const tariff of [withFee, idle]) {
    expect(objectionTo(tariff, { caps: [], feeBasis: null })).toEqual({ kind: 'feeWithoutBasis' })
    expect(objectionTo(tariff, { caps: [], feeBasis: 'Perda Badung 7/2025' })).toBeUndefined()
  }
})

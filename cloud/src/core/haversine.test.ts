import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxAround, haversineKm, nearest, type Position } from './haversine.ts'

const position: fc.Arbitrary<Position> = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
})

test('the agent of the founding papers is 11.64 km away', () => {
  const store = { latitude: -7.696338, longitude: 110.394686 }
  const agent = { latitude: -7.8010158, longitude: 110.3918219 }
  expect(haversineKm(store, agent)).toBeCloseTo(11.64, 2)
})

test('a degree along the equator is 111.19 km, half way round is half the circumference', () => {
  expect(haversineKm({ latitude: 0, longitude: 115 }, { latitude: 0, longitude: 116 })).toBeCloseTo(111.19, 2)
  expect(haversineKm({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(
    Math.PI * 6371,
    6,
  )
})

test('a distance is the same there and back, never negative, nothing to oneself, and no way round is shorter', () => {
  fc.assert(
    fc.property(position, position, position, (a, b, c) => {
      expect(haversineKm(a, b)).toBeCloseTo(haversineKm(b, a), 6)
      expect(haversineKm(a, a)).toBe(0)
      expect(haversineKm(a, b)).toBeGreaterThanOrEqual(0)
      expect(haversineKm(a, b)).toBeLessThanOrEqual(haversineKm(a, c) + haversineKm(c, b) + 1e-6)
    }),
  )
})

test('the nearest come first, and nothing that was left out is nearer', () => {
  fc.assert(
    fc.property(fc.array(position, { maxLength: 30 }), position, fc.nat(8), (places, from, count) => {
      const found = nearest(places, from, count)
      expect(found).toHaveLength(Math.min(count, places.length))
      const distances = found.map(({ distanceKm }) => distanceKm)
      expect(distances).toEqual([...distances].sort((a, b) => a - b))
      const chosen = new Set(found.map(({ place }) => place))
      for (const place of places)
        if (!chosen.has(place)) expect(haversineKm(from, place)).toBeGreaterThanOrEqual(distances.at(-1) ?? 0)
    }),
  )
})

test('the box around a place holds everything that is within its radius, and is no larger than it must be', () => {
  fc.assert(
    fc.property(
      position,
      position,
      fc.double({ min: 1e-6, max: 3000, noNaN: true }),
      (from, place, slackKm) => {
        const box = boxAround(from, haversineKm(from, place) + slackKm)
        expect(place.latitude).toBeGreaterThanOrEqual(box.south)
        expect(place.latitude).toBeLessThanOrEqual(box.north)
        expect(place.longitude).toBeGreaterThanOrEqual(box.west)
        expect(place.longitude).toBeLessThanOrEqual(box.east)
      },
    ),
  )
  const { south, north, west, east } = boxAround({ latitude: 0, longitude: 115 }, 111.19)
  expect([south, north, west, east]).toEqual([-1, 1, 114, 116].map((edge) => expect.closeTo(edge, 3)))
})

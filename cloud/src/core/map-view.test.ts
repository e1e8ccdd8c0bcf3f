import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outlineView, tileSize, tileView } from './map-view.ts'

const size = { width: 720, height: 432 }
const inIndonesia = fc.record({
  latitude: fc.double({ min: -11, max: 6, noNaN: true }),
  longitude: fc.double({ min: 95, max: 141, noNaN: true }),
})

test.each([
  ['outline', outlineView],
  ['tiles', tileView],
] as const)(
  '%s: every place is on the map, with room around it, north above and east to the right',
  (_, view) => {
    fc.assert(
      fc.property(fc.array(inIndonesia, { minLength: 1, maxLength: 6 }), (places) => {
        const map = view(places, size)
        for (const place of places) {
          const { x, y } = map.pointOf(place)
          expect(x).toBeGreaterThanOrEqual(40)
          expect(x).toBeLessThanOrEqual(size.width - 40)
          expect(y).toBeGreaterThanOrEqual(40)
          expect(y).toBeLessThanOrEqual(size.height - 40)
          const { latitude, longitude } = place
          expect(map.pointOf({ latitude: latitude + 1, longitude }).y).toBeLessThan(y)
          expect(map.pointOf({ latitude, longitude: longitude + 1 }).x).toBeGreaterThan(x)
        }
      }),
    )
  },
)

test('tiles cover the whole map, few of them, and exist', () => {
  fc.assert(
    fc.property(fc.array(inIndonesia, { minLength: 1, maxLength: 6 }), (places) => {
      const { tiles } = tileView(places, size)
      expect(tiles.length).toBeLessThanOrEqual(12)
      const covered = (x: number, y: number) =>
        tiles.some((tile) => x >= tile.x && x < tile.x + tileSize && y >= tile.y && y < tile.y + tileSize)
      for (const x of [0, 360, 719]) for (const y of [0, 216, 431]) expect(covered(x, y)).toBe(true)
      for (const { zoom, column, row } of tiles)
        for (const index of [column, row]) {
          expect(index).toBeGreaterThanOrEqual(0)
          expect(index).toBeLessThan(2 ** zoom)
        }
    }),
  )
})

test('a place lies on the tile that the tile servers have it on', () => {
  const sangeh = { latitude: -8.4814, longitude: 115.2064 }
  const view = tileView([sangeh], size)
  const { x, y } = view.pointOf(sangeh)
  const tile = view.tiles.find((one) => x >= one.x && x < one.x + 256 && y >= one.y && y < one.y + 256)
  expect(tile).toMatchObject({ zoom: 16, column: 53_740, row: 34_317 })
})

test('without a place all of Indonesia is shown', () => {
  const map = outlineView([], size)
  for (const corner of [
    { latitude: 5.9, longitude: 95.2 },
    { latitude: -8.4, longitude: 141 },
    { latitude: -11, longitude: 123 },
  ]) {
    const { x, y } = map.pointOf(corner)
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x).toBeLessThanOrEqual(720)
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y).toBeLessThanOrEqual(432)
  }
})

import type { Position } from './haversine.ts'

/** A drawing of so many units, on which every position has its point. */
export interface MapView {
  readonly width: number
  readonly height: number
  pointOf(position: Position): { readonly x: number; readonly y: number }
}

/** The outline is in hundredths of a degree: what turns those into the units of the drawing. */
export interface OutlineView extends MapView {
  readonly transform: string
}

/** A square picture of a part of the map, at the place where it belongs. */
export interface Tile {
  readonly zoom: number
  readonly column: number
  readonly row: number
  readonly x: number
  readonly y: number
}

export interface TileView extends MapView {
  readonly tiles: readonly Tile[]
}

/** The edge of a tile, in units; what tile servers give. */
export const tileSize = 256

/** Streets can be read, and no server has much beyond. */
const maxZoom = 16

/** Left free at each edge, for the marks of places there. */
const margin = 48

/** All of Indonesia, where there is nothing to look at more closely. */
const archipelago: readonly Position[] = [
  { latitude: 6.2, longitude: 94.9 },
  { latitude: -11.2, longitude: 141.2 },
]

/** The outline is too coarse to be looked at more closely. */
const leastSpanDegrees = 0.8

/** Shows all the places on the outline. Near the equator a degree is as long to all sides. */
export function outlineView(
  places: readonly Position[],
  {
    width,
    height,
    leastSpan = leastSpanDegrees,
  }: { readonly width: number; readonly height: number; readonly leastSpan?: number },
): OutlineView {
  const box = boxOf(places.length === 0 ? archipelago : places)
  const edge = places.length === 0 ? 0 : margin
  const scale = Math.min(
    (width - 2 * edge) / Math.max(leastSpan, box.east - box.west),
    (height - 2 * edge) / Math.max((leastSpan * height) / width, box.north - box.south),
  )
  const left = width / 2 - ((box.east + box.west) / 2) * scale
  const top = height / 2 + ((box.north + box.south) / 2) * scale
  return {
    width,
    height,
    transform: `translate(${round(left)} ${round(top)}) scale(${round(scale / 100, 6)})`,
    pointOf: ({ latitude, longitude }) => ({
      x: round(left + longitude * scale),
      y: round(top - latitude * scale),
    }),
  }
}

/** Shows all the places on tiles in the web's Mercator projection, as closely as they fit. */
export function tileView(
  places: readonly Position[],
  { width, height }: { readonly width: number; readonly height: number },
): TileView {
  const points = (places.length === 0 ? archipelago : places).map(mercator)
  const [west, east] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))]
  const [north, south] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))]
  const fits = Math.min((width - 2 * margin) / (east - west), (height - 2 * margin) / (south - north))
  const zoom = Math.max(0, Math.min(maxZoom, Math.floor(Math.log2(fits / tileSize))))
  const world = tileSize * 2 ** zoom
  const left = Math.round(((west + east) / 2) * world - width / 2)
  const top = Math.round(((north + south) / 2) * world - height / 2)
  const tiles: Tile[] = []
  const last = 2 ** zoom - 1
  for (
    let row = Math.max(0, Math.floor(top / tileSize));
    row * tileSize < top + height && row <= last;
    row += 1
  )
    for (let column = Math.floor(left / tileSize); column * tileSize < left + width; column += 1)
      tiles.push({
        zoom,
        column: (column + 2 ** zoom) % 2 ** zoom,
        row,
        x: column * tileSize - left,
        y: row * tileSize - top,
      })
  return {
    width,
    height,
    tiles,
    pointOf(position) {
      const { x, y } = mercator(position)
      return { x: round(x * world - left), y: round(y * world - top) }
    },
  }
}

/** In parts of the whole world, from its north-western corner. */
function mercator({ latitude, longitude }: Position): { x: number; y: number } {
  const angle = (Math.max(-85, Math.min(85, latitude)) * Math.PI) / 180
  return { x: (longitude + 180) / 360, y: (1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2 }
}

function boxOf(places: readonly Position[]) {
  const latitudes = places.map(({ latitude }) => latitude)
  const longitudes = places.map(({ longitude }) => longitude)
  return {
    north: Math.max(...latitudes),
    south: Math.min(...latitudes),
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
  }
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}

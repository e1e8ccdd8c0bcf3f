/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Position } from '../../core/haversine.ts'
import {
  type MapView,
  type OutlineView,
  outlineView,
  type Tile,
  type TileView,
  tileSize,
  tileView,
} from '../../core/map-view.ts'
import { assetUrl } from '../../web/assets.ts'

/** Where pictures of the map come from, `https://tiles.example/{z}/{x}/{y}.png`, and whom that is owed to. */
export interface MapTiles {
  readonly url: string
  readonly attribution: string | null
}

interface MapProps {
  /** What the map shows, for whoever cannot see it: all of it stands in a list as well. */
  readonly label: string
  readonly tiles: MapTiles | null
  /** Where the reader is. */
  readonly here: Position | undefined
  /** Each with its number. */
  readonly pins: readonly Position[]
  /** Places without a number. */
  readonly dots: readonly Position[]
}

const size = { width: 480, height: 360 }

/** A map without a script: tiles of a configured server, or the outline of Indonesia, and the places upon it. */
export function PlacesMap({ label, tiles, here, pins, dots }: MapProps) {
  const places = [...pins, ...(here === undefined ? [] : [here])]
  const view = tiles === null ? outlineView(places, size) : tileView(places, size)
  return (
    <figure>
      <svg class="map" viewBox={`0 0 ${size.width} ${size.height}`} {...size} role="img">
        <title>{label}</title>
        <MapGround view={view} tiles={tiles} />
        {dots.map(view.pointOf).map(({ x, y }) => (
          <circle class="dot" cx={x} cy={y} r="6" />
        ))}
        {here !== undefined && <Here view={view} position={here} />}
        <Pins view={view} positions={pins} />
      </svg>
      {tiles?.attribution && <figcaption class="caption">{tiles.attribution}</figcaption>}
    </figure>
  )
}

/** What places are drawn upon: tiles, or the outline. */
export function MapGround({ view, tiles }: { view: OutlineView | TileView; tiles: MapTiles | null }) {
  if ('transform' in view)
    return <use class="land" href={`${assetUrl('indonesia.svg')}#land`} transform={view.transform} />
  return view.tiles.map((tile) => (
    <image href={tileUrl(tiles, tile)} x={tile.x} y={tile.y} width={tileSize} height={tileSize} />
  ))
}

function Here({ view, position }: { view: MapView; position: Position }) {
  const { x, y } = view.pointOf(position)
  return <circle class="here" cx={x} cy={y} r="8" stroke-width="5" />
}

/** Posts that stand together are beside each other. The nearest is drawn last, so that nothing covers it. */
function Pins({ view, positions }: { view: MapView; positions: readonly Position[] }) {
  const points = positions.map(view.pointOf)
  const pins = points.map(({ x, y }, index) => {
    const together = points.slice(0, index).filter((other) => other.x === x && other.y === y).length
    return { x: x + together * 26, y, number: index + 1 }
  })
  return pins.reverse().map(({ x, y, number }) => (
    <g class="pin">
      <circle cx={x} cy={y} r="15" stroke-width="2" />
      <text x={x} y={y + 6} font-size="17">
        {number}
      </text>
    </g>
  ))
}

function tileUrl(tiles: MapTiles | null, { zoom, column, row }: Tile): string {
  const place = { z: zoom, x: column, y: row }
  return (tiles?.url ?? '').replaceAll(/\{([zxy])\}/g, (_, part: 'z' | 'x' | 'y') => String(place[part]))
}

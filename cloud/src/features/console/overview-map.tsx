/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { ChargerCondition } from '../../core/charger-condition.ts'
import type { Position } from '../../core/haversine.ts'
import { outlineView, tileView } from '../../core/map-view.ts'
import { MapGround, type MapTiles } from '../nearest/map.tsx'

export interface MapPlace extends Position {
  readonly slug: string
  readonly name: string
  /** The gravest of its chargers'. */
  readonly condition: ChargerCondition
}

const size = { width: 960, height: 360 }

/** In degrees: an island is to be recognised by its shape. */
const leastSpan = 3.4

/**
 * All sites, each a dot in the colour of its gravest charger. It is a picture beside the list, which says the same in words:
 * whoever reads the page aloud is spared some thousand dots.
 */
export function OverviewMap({
  places,
  tiles,
  caption,
}: {
  readonly places: readonly MapPlace[]
  readonly tiles: MapTiles | null
  readonly caption: string
}) {
  const view = tiles === null ? outlineView(places, { ...size, leastSpan }) : tileView(places, size)
  return (
    <figure class="overview-map">
      <svg class="map" viewBox={`0 0 ${size.width} ${size.height}`} {...size} aria-hidden="true">
        <MapGround view={view} tiles={tiles} />
        {places.map((place) => {
          const { x, y } = view.pointOf(place)
          return (
            <circle cx={x} cy={y} r="5" data-place={place.slug} data-condition={place.condition}>
              <title>{place.name}</title>
            </circle>
          )
        })}
      </svg>
      <figcaption class="caption">
        {caption}
        {tiles?.attribution && ` ${tiles.attribution}`}
      </figcaption>
    </figure>
  )
}

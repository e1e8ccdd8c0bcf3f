/** A place on earth in degrees: latitude from -90 to 90, longitude from -180 to 180. */
export interface Position {
  readonly latitude: number
  readonly longitude: number
}

const earthRadiusKm = 6371

/**
 * The great-circle distance in km on a sphere of 6,371 km, by the haversine formula.
 *
 * @example haversineKm({ latitude: -7.696338, longitude: 110.394686 }, { latitude: -7.8010158, longitude: 110.3918219 }) // 11.64
 */
export function haversineKm(from: Position, to: Position): number {
  const latitude = radians(to.latitude - from.latitude)
  const longitude = radians(to.longitude - from.longitude)
  const a =
    Math.sin(latitude / 2) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(longitude / 2) ** 2
  // Rounding may leave a hair more than 1 between opposite ends of the earth.
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(Math.min(1, a)))
}

/** Those `count` of the places that are nearest, the nearest first; in the given order where they are equally near. */
export function nearest<Place extends Position>(
  places: readonly Place[],
  from: Position,
  count: number,
): { readonly place: Place; readonly distanceKm: number }[] {
  return places
    .map((place) => ({ place, distanceKm: haversineKm(from, place) }))
    .sort((a, b) => a.distanceKm - b.distanceKm)
    .slice(0, count)
}

/** Of latitudes and longitudes, both ends within. */
export interface Box {
  readonly south: number
  readonly north: number
  readonly west: number
  readonly east: number
}

/**
 * A box that holds every place within `radiusKm`, and some that are not: what a database can look for. Where a pole or
 * the date line is within, it goes all round.
 */
export function boxAround({ latitude, longitude }: Position, radiusKm: number): Box {
  // A hair more, for what rounding takes away.
  const angle = (radiusKm / earthRadiusKm) * (1 + 1e-9)
  const [south, north] = [latitude - degrees(angle), latitude + degrees(angle)]
  const reach = degrees(
    Math.asin(Math.min(1, Math.sin(Math.min(angle, Math.PI / 2)) / Math.cos(radians(latitude)))),
  )
  const [west, east] = [longitude - reach, longitude + reach]
  const goesRound = south <= -90 || north >= 90 || west <= -180 || east >= 180
  return goesRound ? { south, north, west: -180, east: 180 } : { south, north, west, east }
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI
}

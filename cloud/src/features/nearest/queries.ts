import { type Box, boxAround, nearest, type Position } from '../../core/haversine.ts'
import type { Services } from '../../services.ts'
import { findCharger } from '../chargers/queries.ts'
import { minutesOffered } from '../reservations/offers.ts'
import type { NearbyCharger } from './schemas.ts'

/** Looked for near by first: most drivers are, and a box is found in a national network at once. */
const radiiKm = [10, 50, 250, 1250, Number.POSITIVE_INFINITY]

/** The nearest chargers that have a socket ready now, the nearest first. */
export async function nearestChargers(
  services: Services,
  from: Position,
  limit: number,
): Promise<NearbyCharger[]> {
  const found = await Promise.all(
    (await nearestPlaces(services, from, limit)).map(({ place, distanceKm }) =>
      nearbyCharger(services, place.chargePointId, Math.round(distanceKm * 1000)),
    ),
  )
  return found.filter((charger) => charger !== undefined)
}

async function nearestPlaces(services: Services, from: Position, limit: number) {
  for (const radiusKm of radiiKm) {
    const box = Number.isFinite(radiusKm) ? boxAround(from, radiusKm) : undefined
    const found = nearest(await readyPlaces(services, box), from, limit).filter(
      ({ distanceKm }) => distanceKm <= radiusKm,
    )
    if (found.length === limit || box === undefined) return found
  }
  return []
}

/** Where chargers have a socket ready, in a box or anywhere. */
function readyPlaces(services: Services, box: Box | undefined) {
  let query = services.read.query
    .selectFrom('site')
    .innerJoin('charger', 'charger.siteId', 'site.id')
    .select(['chargePointId', 'latitude', 'longitude'])
    .where('connected', '=', 1)
    .where('registration', '=', 'Accepted')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('connector')
          .select('connectorId')
          .whereRef('connector.chargerId', '=', 'charger.id')
          .where('connectorId', '>', 0)
          .where('status', '=', 'Available'),
      ),
    )
    .orderBy('chargePointId')
  if (box !== undefined)
    query = query
      .where('latitude', '>=', box.south)
      .where('latitude', '<=', box.north)
      .where('longitude', '>=', box.west)
      .where('longitude', '<=', box.east)
  return query.execute()
}

async function nearbyCharger(
  services: Services,
  chargePointId: string,
  distanceM: number,
): Promise<NearbyCharger | undefined> {
  const charger = await findCharger(services, chargePointId)
  if (charger === undefined) return undefined
  const { slug, name, address, latitude, longitude } = charger.site
  return {
    chargePointId,
    name: charger.name,
    site: { slug, name, address, latitude, longitude },
    distanceM,
    freeConnectors: charger.connectors.filter(({ status }) => status === 'Available').length,
    connectors: charger.connectors.length,
    price: charger.price,
    reservationMinutes: await minutesOffered(services, chargePointId),
    page: charger.page,
  }
}

/** Where chargers are, for a map of all. */
export async function chargerPlaces(services: Services, limit: number): Promise<Position[]> {
  return services.read.query
    .selectFrom('site')
    .select(['latitude', 'longitude'])
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('charger').select('charger.id').whereRef('charger.siteId', '=', 'site.id')),
    )
    .orderBy('slug')
    .limit(limit)
    .execute()
}

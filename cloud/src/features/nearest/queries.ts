import { nearest, type Position } from '../../core/haversine.ts'
import type { Services } from '../../services.ts'
import { findCharger } from '../chargers/queries.ts'
import type { NearbyCharger } from './schemas.ts'

/** The nearest chargers that have a socket ready now, the nearest first. */
export async function nearestChargers(
  services: Services,
  from: Position,
  limit: number,
): Promise<NearbyCharger[]> {
  const places = await services.read.query
    .selectFrom('charger')
    .innerJoin('site', 'site.id', 'charger.siteId')
    .innerJoin('connector', 'connector.chargerId', 'charger.id')
    .select(['chargePointId', 'latitude', 'longitude'])
    .distinct()
    .where('connected', '=', 1)
    .where('registration', '=', 'Accepted')
    .where('connectorId', '>', 0)
    .where('status', '=', 'Available')
    .orderBy('chargePointId')
    .execute()
  const found = await Promise.all(
    nearest(places, from, limit).map(({ place, distanceKm }) =>
      nearbyCharger(services, place.chargePointId, Math.round(distanceKm * 1000)),
    ),
  )
  return found.filter((charger) => charger !== undefined)
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

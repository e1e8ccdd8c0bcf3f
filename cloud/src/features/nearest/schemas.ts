import { z } from 'zod'
import { SessionPriceView } from '../tariffs/schemas.ts'

/** How many are shown; nobody rides past five posts. */
export const shownChargers = 5

export const NearestQuery = z.object({
  latitude: z.coerce.number().min(-90).max(90).meta({ example: -8.65 }),
  longitude: z.coerce.number().min(-180).max(180).meta({ example: 115.22 }),
  limit: z.coerce.number().int().min(1).max(20).default(shownChargers),
})

/** What anybody may know of a charger: what stands on its own page. */
export const NearbyCharger = z
  .object({
    chargePointId: z.string(),
    name: z.string(),
    site: z.object({
      slug: z.string(),
      name: z.string(),
      address: z.string(),
      latitude: z.number(),
      longitude: z.number(),
    }),
    distanceM: z.int().meta({ unit: 'm', description: 'As the crow flies.' }),
    freeConnectors: z.int().meta({ description: 'Sockets that are ready.' }),
    connectors: z.int(),
    price: SessionPriceView.nullable().meta({ description: 'Of a session that starts now.' }),
    reservationMinutes: z.int().nullable().meta({
      description: 'For so long a driver may have a socket held; null: not here, or not now.',
    }),
    page: z.url(),
  })
  .meta({ id: 'NearbyCharger' })
export type NearbyCharger = z.infer<typeof NearbyCharger>

/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { addressOf, rateLimit } from '../../http/rate-limit.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import { NearestPage } from './nearest-page.tsx'
import { chargerPlaces, nearestChargers } from './queries.ts'
import { NearbyCharger, NearestQuery, shownChargers } from './schemas.ts'
import { startingPoint } from './starting-point.ts'

/** The most dots on the map of all. */
const placesShown = 500

/** Of one address: many drivers may stand behind it. */
const askingLimits = { burst: 60, perSecond: 2 }

/** The page for drivers who look for a post. */
export function nearestRoutes(services: Services): Hono {
  return new Hono().get('/nearest', async (c) => {
    const { lat, lon, town, q } = c.req.query()
    const from = await startingPoint(services, { lat, lon, town, q })
    const chargers = 'position' in from ? await nearestChargers(services, from.position, shownChargers) : []
    const everywhere = 'position' in from ? [] : await chargerPlaces(services, placesShown)
    return c.html(
      <NearestPage
        language={languageOf(c)}
        from={from}
        chargers={chargers}
        everywhere={everywhere}
        tiles={services.settings.mapTiles}
      />,
    )
  })
}

/** The same for programs, mounted at `/api/v1/nearest-chargers`. It tells what the pages tell anybody, so it takes no key. */
export function nearestApiRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(z.object({ items: z.array(NearbyCharger) }), {
      summary: 'The nearest chargers with a socket that is ready',
      description: 'By the great-circle distance, the nearest first. No key is needed.',
      tag: 'Chargers',
    }),
    rateLimit(services.clock, askingLimits, addressOf),
    checked('query', NearestQuery),
    async (c) => {
      const { latitude, longitude, limit } = c.req.valid('query')
      return c.json({ items: await nearestChargers(services, { latitude, longitude }, limit) })
    },
  )
}

import { nearest, type Position } from '../../core/haversine.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { StudyContent } from './schemas.ts'

/** Half round the earth: as far as anything is, and what is said while there is no charger at all. */
export const farthestKm = 20_015

/** The study with the distances that nobody gave: from each candidate to the nearest place with a charger of ours. */
export async function withDistances<Content extends StudyContent>(
  runner: SqlRunner,
  study: Content,
): Promise<Content> {
  const computed = study.criteria
    .filter(({ source }) => source === 'kmToNearestCharger')
    .map(({ key }) => key)
  if (computed.length === 0) return study
  const places = await placesWithChargers(runner)
  const candidates = study.candidates.map((candidate) => {
    const km = kmToNearest(places, candidate)
    return {
      ...candidate,
      facts: { ...Object.fromEntries(computed.map((key) => [key, km])), ...candidate.facts },
    }
  })
  return { ...study, candidates }
}

/** In steps of 10 m. */
function kmToNearest(places: readonly Position[], from: Position): number {
  return Math.round((nearest(places, from, 1)[0]?.distanceKm ?? farthestKm) * 100) / 100
}

function placesWithChargers(runner: SqlRunner): Promise<Position[]> {
  return runner.query
    .selectFrom('site')
    .select(['latitude', 'longitude'])
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('charger').select('charger.id').whereRef('charger.siteId', '=', 'site.id')),
    )
    .execute()
}

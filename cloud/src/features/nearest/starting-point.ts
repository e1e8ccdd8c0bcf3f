import type { Position } from '../../core/haversine.ts'
import type { Services } from '../../services.ts'
import { towns } from './towns.ts'

/** What a reader said of where they are. */
export interface Asked {
  readonly lat: string | undefined
  readonly lon: string | undefined
  readonly town: string | undefined
  readonly q: string | undefined
}

/** Where distances are counted from. */
export type StartingPoint =
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'place'; readonly name: string; readonly position: Position }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'notSaid' }

/** More is no name of a place. */
const longestName = 60

/** Where somebody is by what they said: a position, a town that they chose, or a name of a town or of a site of ours. */
export async function startingPoint(services: Services, asked: Asked): Promise<StartingPoint> {
  const position = positionOf(asked)
  if (position !== undefined) return { kind: 'position', position }
  const chosen = towns.find(({ slug }) => slug === asked.town)
  if (chosen !== undefined) return { kind: 'place', name: chosen.name, position: chosen }
  const name = (asked.q ?? '').replaceAll('\0', '').trim().slice(0, longestName)
  if (name === '') return { kind: 'notSaid' }
  const found = townNamed(name) ?? (await siteNamed(services, name))
  return found === undefined
    ? { kind: 'unknown', name }
    : { kind: 'place', name: found.name, position: found }
}

function positionOf({ lat, lon }: Asked): Position | undefined {
  if (!lat || !lon) return undefined
  const [latitude, longitude] = [Number(lat), Number(lon)]
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
  return isOnEarth ? { latitude, longitude } : undefined
}

function townNamed(name: string) {
  const wanted = name.toLowerCase()
  return (
    towns.find((town) => town.name.toLowerCase() === wanted) ??
    towns.find((town) => wanted.length >= 3 && town.name.toLowerCase().startsWith(wanted))
  )
}

/** A site of ours whose name or address holds these words. */
async function siteNamed(services: Services, name: string) {
  const pattern = `%${name.toLowerCase().replace(/[\\%_]/g, '')}%`
  return services.read.query
    .selectFrom('site')
    .select(['name', 'latitude', 'longitude'])
    .where(({ eb, fn, or }) =>
      or([
        eb(fn<string>('lower', ['name']), 'like', pattern),
        eb(fn<string>('lower', ['address']), 'like', pattern),
      ]),
    )
    .orderBy('name')
    .executeTakeFirst()
}

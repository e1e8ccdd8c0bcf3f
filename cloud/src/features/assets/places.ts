import { toIso } from '@colok/shared/time'
import type { SqlRunner } from '../../db/database.ts'
import { first } from '../../db/database.ts'
import type { Actor } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'

/** Where goods can be: at a site, named by its id, or in our own store. */
export const depot = 'depot'

/** The places whose goods somebody may see and move; undefined for all. */
export async function ownPlaces(
  { read, clock }: Pick<Services, 'read' | 'clock'>,
  { reach }: Actor,
): Promise<ReadonlySet<string> | undefined> {
  if (reach.kind === 'all') return undefined
  if (reach.kind === 'driver') return new Set()
  const now = toIso(clock.wallMs())
  const rows = await read.all<{ siteId: string }>(
    `select site_id from organisation_site
     where organisation_id = ? and since <= ? and (until is null or until > ?)`,
    [reach.organisationId, now, now],
  )
  return new Set(rows.map(({ siteId }) => siteId))
}

/** The id of a place that somebody may see. Throws a Problem for one that is not there, or not for him. */
export async function placeOr404(
  runner: SqlRunner,
  name: string,
  own: ReadonlySet<string> | undefined,
): Promise<string> {
  const id = name === depot ? depot : (await siteNamed(runner, name))?.id
  if (id === undefined || (own !== undefined && !own.has(id)))
    throw new Problem('not-found', `There is no place ${name}.`)
  return id
}

/** The id of a site that somebody may see: stock is counted, and kept at a minimum, at sites. */
export async function siteOr404(
  runner: SqlRunner,
  slug: string,
  own: ReadonlySet<string> | undefined,
): Promise<string> {
  if (slug === depot) throw new Problem('not-found', 'Our own store is no site.')
  return placeOr404(runner, slug, own)
}

const siteNamed = (runner: SqlRunner, slug: string) =>
  first<{ id: string }>(runner, 'select id from site where slug = ?', [slug])

/** Whether a place is a site, and not our own store, the way between two, or where things get lost. */
export async function isSite(runner: SqlRunner, place: string): Promise<boolean> {
  return (await first(runner, 'select 1 as found from site where id = ?', [place])) !== undefined
}

/**
 * Places as people know them: a site's slug, everything else as it is stored. To those who have places of their own,
 * another's site is only `elsewhere`.
 */
export async function namesOfPlaces(
  runner: SqlRunner,
  places: readonly string[],
  own?: ReadonlySet<string>,
): Promise<(place: string) => string> {
  const ids = [...new Set(places)]
  if (ids.length === 0) return (place) => place
  const rows = await runner.query.selectFrom('site').select(['id', 'slug']).where('id', 'in', ids).execute()
  const slugs = new Map(rows.map(({ id, slug }) => [id, slug]))
  return (place) => {
    const slug = slugs.get(place)
    if (slug === undefined) return place
    return own === undefined || own.has(place) ? slug : 'elsewhere'
  }
}

/** What sites are called, by their slugs, for people who read. */
export async function namesOfSites(
  runner: SqlRunner,
  slugs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await runner.query
    .selectFrom('site')
    .select(['slug', 'name'])
    .where('slug', 'in', [...slugs])
    .execute()
  return new Map(rows.map(({ slug, name }) => [slug, name]))
}

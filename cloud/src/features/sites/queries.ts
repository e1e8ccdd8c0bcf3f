import { toIso } from '@colok/shared/time'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { siteWithin } from '../access/reach.ts'
import type { Site } from './schemas.ts'

const columns = [
  'slug',
  'name',
  'address',
  'latitude',
  'longitude',
  'timeZone',
  'pbjtMode',
  'pbjtBasisPoints',
] as const

/** Sites within reach, by slug. `after` is the last slug of the page before. */
export async function listSites(
  services: Pick<Services, 'read' | 'clock'>,
  page: { readonly reach: Reach; readonly after: string | undefined; readonly limit: number },
): Promise<Site[]> {
  let query = services.read.query
    .selectFrom('site')
    .select(columns)
    .where(siteWithin(page.reach, 'site.id', toIso(services.clock.wallMs())))
    .orderBy('slug')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('slug', '>', page.after)
  return (await query.execute()).map(toSite)
}

/** Where all sites within reach are. */
export function sitePlaces(services: Pick<Services, 'read' | 'clock'>, reach: Reach) {
  return services.read.query
    .selectFrom('site')
    .select(['slug', 'name', 'latitude', 'longitude'])
    .where(siteWithin(reach, 'site.id', toIso(services.clock.wallMs())))
    .execute()
}

export async function findSite(runner: SqlRunner, slug: string): Promise<Site | undefined> {
  const row = await runner.query
    .selectFrom('site')
    .select(columns)
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row && toSite(row)
}

function toSite({
  pbjtMode,
  pbjtBasisPoints,
  ...row
}: Omit<Site, 'pbjt'> & { pbjtMode: Site['pbjt']['mode']; pbjtBasisPoints: number }): Site {
  return { ...row, pbjt: { mode: pbjtMode, basisPoints: pbjtBasisPoints } }
}

import { toIso } from '@colok/shared/time'
import { sql } from 'kysely'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { siteWithin } from '../access/reach.ts'
import type { Site, SiteSortKey } from './schemas.ts'

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

/** One page of the sites within reach, by slug or as asked. */
export async function listSites(
  services: Pick<Services, 'read' | 'clock'>,
  page: {
    readonly reach: Reach
    readonly sort?: Sort<SiteSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: Site[]; nextCursor: string | null }> {
  const query = services.read.query
    .selectFrom('site')
    .select(columns)
    .where(siteWithin(page.reach, 'site.id', toIso(services.clock.wallMs())))
  const { items, nextCursor } = await sortedPage(query, siteOrder, page)
  return { items: items.map(toSite), nextCursor }
}

const slug = textColumn(sql`site.slug`)
const siteOrder: ListOrder<SiteSortKey> = {
  columns: {
    slug,
    name: textColumn(sql`lower(site.name)`),
    address: textColumn(sql`site.address`),
    timeZone: textColumn(sql`site.time_zone`),
  },
  tieBreaker: slug,
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

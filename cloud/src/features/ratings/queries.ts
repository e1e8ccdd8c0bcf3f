import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import { eventWithin } from '../access/reach.ts'
import type { Rating } from './schemas.ts'

interface Selection {
  readonly reach: Reach
  readonly site: string | undefined
  readonly chargePointId: string | undefined
  /** Only those of so many stars, or fewer. */
  readonly most: number | undefined
}

export async function isRated(runner: SqlRunner, paymentId: string): Promise<boolean> {
  const found = await runner.query
    .selectFrom('rating')
    .select('stars')
    .where('paymentId', '=', paymentId)
    .executeTakeFirst()
  return found !== undefined
}

/** The newest payment's first. `before` is the last paymentId of the page before. */
export function listRatings(
  runner: SqlRunner,
  selection: Selection,
  page: { readonly before: string | undefined; readonly limit: number },
): Promise<Rating[]> {
  let query = selected(runner, selection)
    .select(['rating.paymentId', 'chargePointId', 'slug as site', 'stars', 'word', 'rating.createdAt'])
    .orderBy('rating.paymentId', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('rating.paymentId', '<', page.before)
  return query.execute()
}

/** How many there are, and their mean with two digits after the point. */
export async function sumOfRatings(
  runner: SqlRunner,
  selection: Selection,
): Promise<{ count: number; meanStars: number | null }> {
  const { count, stars } = await selected(runner, selection)
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number | null>('stars').as('stars')])
    .executeTakeFirstOrThrow()
  return { count, meanStars: stars === null ? null : Math.round((stars * 100) / count) / 100 }
}

function selected(runner: SqlRunner, { reach, site, chargePointId, most }: Selection) {
  let query = runner.query
    .selectFrom('rating')
    .innerJoin('charger', 'charger.id', 'rating.chargerId')
    .innerJoin('site', 'site.id', 'rating.siteId')
    .where(eventWithin(reach, 'rating.siteId', 'rating.createdAt'))
  if (site !== undefined) query = query.where('slug', '=', site)
  if (chargePointId !== undefined) query = query.where('chargePointId', '=', chargePointId)
  if (most !== undefined) query = query.where('stars', '<=', most)
  return query
}

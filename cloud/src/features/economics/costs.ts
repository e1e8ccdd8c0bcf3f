import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { noteChange } from '../activity/ongoing.ts'
import { siteIdOf } from '../sites/commands.ts'
import type { PostCostInput, PurchaseTariffInput } from './schemas.ts'

/** What a site pays the utility, the newest first. */
export function listPurchaseTariffs(runner: SqlRunner, slug: string) {
  return runner.query
    .selectFrom('purchaseTariff')
    .innerJoin('site', 'site.id', 'purchaseTariff.siteId')
    .select(['validFrom', 'priceSenPerKwh', 'standingIdrPerMonth', 'source', 'savedBy', 'savedAt'])
    .where('slug', '=', slug)
    .orderBy('validFrom', 'desc')
    .limit(500)
    .execute()
}

/** Says what a site pays from a day on, or puts right what was said of that day. Throws a Problem for an unknown site. */
export async function savePurchaseTariff(
  tx: Tx,
  services: Services,
  saved: {
    readonly site: string
    readonly validFrom: string
    readonly tariff: PurchaseTariffInput
    readonly actor: string
  },
): Promise<void> {
  const { site, validFrom, tariff, actor } = saved
  const siteId = await siteIdOf(tx, site)
  if (siteId === undefined) throw new Problem('not-found', `There is no site ${site}.`)
  const before = () =>
    first<PurchaseTariffInput>(
      tx,
      'select price_sen_per_kwh, standing_idr_per_month, source from purchase_tariff where site_id = ? and valid_from = ?',
      [siteId, validFrom],
    )
  await noteChange(before, tariff)
  const row = { ...tariff, savedBy: actor, savedAt: toIso(services.clock.wallMs()) }
  await tx.query
    .insertInto('purchaseTariff')
    .values({ siteId, validFrom, ...row })
    .onConflict((conflict) => conflict.columns(['siteId', 'validFrom']).doUpdateSet(row))
    .execute()
}

/** What posts cost beside energy, the newest first. `before` is the last id of the page before. */
export function listPostCosts(
  runner: SqlRunner,
  page: { readonly before: string | undefined; readonly limit: number },
) {
  let query = postCostQuery(runner).orderBy('postCost.id', 'desc').limit(page.limit)
  if (page.before !== undefined) query = query.where('postCost.id', '<', page.before)
  return query.execute()
}

export function findPostCost(runner: SqlRunner, id: string) {
  return postCostQuery(runner).where('postCost.id', '=', id).executeTakeFirst()
}

function postCostQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('postCost')
    .innerJoin('site', 'site.id', 'postCost.siteId')
    .leftJoin('charger', 'charger.id', 'postCost.chargerId')
    .select([
      ...(['postCost.id', 'slug as site', 'chargePointId', 'kind', 'amountIdr', 'fromMonth'] as const),
      ...(['untilMonth', 'note', 'savedBy', 'savedAt'] as const),
    ])
}

/** Enters a cost. Throws a Problem for a site, or a charger there, that is not known. */
export async function addPostCost(
  tx: Tx,
  services: Services,
  { cost, actor }: { readonly cost: PostCostInput; readonly actor: string },
): Promise<string> {
  const { site, chargePointId, ...rest } = cost
  const place = await first<{ siteId: string; chargerId: number | null }>(
    tx,
    `select site.id as site_id, charger.id as charger_id from site
       left join charger on charger.site_id = site.id and charge_point_id = ? where slug = ?`,
    [chargePointId, site],
  )
  if (place === undefined) throw new Problem('not-found', `There is no site ${site}.`)
  if (chargePointId !== null && place.chargerId === null)
    throw new Problem('invalid-request', `There is no charger ${chargePointId} at ${site}.`)
  const id = services.newId()
  await noteChange(() => undefined, { id, ...cost })
  const saved = { savedBy: actor, savedAt: toIso(services.clock.wallMs()) }
  await tx.query
    .insertInto('postCost')
    .values({ id, ...place, ...rest, ...saved })
    .execute()
  return id
}

/** Takes back a cost that was entered by mistake; the activity history keeps it. */
export async function removePostCost(tx: Tx, id: string): Promise<'removed' | 'unknown'> {
  const before = await findPostCost(tx, id)
  if (before === undefined) return 'unknown'
  await noteChange(() => before, Object.fromEntries(Object.keys(before).map((key) => [key, null])))
  await tx.run('delete from post_cost where id = ?', [id])
  return 'removed'
}

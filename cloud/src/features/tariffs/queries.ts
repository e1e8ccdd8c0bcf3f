import { toIso } from '@colok/shared/time'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { siteWithin } from '../access/reach.ts'
import { type PriceCapView, TariffTerms, type TariffView } from './schemas.ts'

/** Tariffs of everybody and of sites within reach, in the order in which they were added. `after` is the last id of the page before. */
export async function listTariffs(
  services: Pick<Services, 'read' | 'clock'>,
  page: {
    readonly reach: Reach
    /** For that one. */
    readonly id?: string
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<TariffView[]> {
  const ofSites = siteWithin(page.reach, 'tariff.siteId', toIso(services.clock.wallMs()))
  let query = tariffQuery(services.read)
    .where((is) => is.or([is('tariff.siteId', 'is', null), ofSites]))
    .orderBy('tariff.id')
    .limit(page.limit)
  if (page.id !== undefined) query = query.where('tariff.id', '=', page.id)
  if (page.after !== undefined) query = query.where('tariff.id', '>', page.after)
  return (await query.execute()).map(toView)
}

export async function findTariff(runner: SqlRunner, id: string): Promise<TariffView | undefined> {
  const row = await tariffQuery(runner).where('tariff.id', '=', id).executeTakeFirst()
  return row && toView(row)
}

/** What the law lets a kWh cost, the newest first. */
export async function listPriceCaps(runner: SqlRunner): Promise<PriceCapView[]> {
  return runner.query
    .selectFrom('priceCap')
    .select(['id', 'decree', 'maxIdrPerKwh', 'validFrom', 'validUntil'])
    .orderBy('validFrom', 'desc')
    .limit(200)
    .execute()
}

function tariffQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('tariff')
    .leftJoin('site', 'site.id', 'tariff.siteId')
    .select([
      'tariff.id',
      'tariff.name',
      'site.slug as site',
      'customerGroup',
      'priceIdrPerKwh',
      'terms',
      'validFrom',
      'validUntil',
    ])
}

function toView({
  terms,
  ...row
}: Omit<TariffView, keyof TariffTerms> & { readonly terms: string }): TariffView {
  return { ...row, ...TariffTerms.parse(JSON.parse(terms)) }
}

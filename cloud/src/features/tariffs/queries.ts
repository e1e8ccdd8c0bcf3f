import type { SqlRunner } from '../../db/database.ts'
import { type PriceCapView, TariffTerms, type TariffView } from './schemas.ts'

/** Tariffs in the order in which they were added. `after` is the last id of the page before. */
export async function listTariffs(
  runner: SqlRunner,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<TariffView[]> {
  let query = tariffQuery(runner).orderBy('tariff.id').limit(page.limit)
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

import type { SqlRunner } from '../../db/database.ts'
import type { TariffView } from './schemas.ts'

/** Tariffs in the order in which they were added. `after` is the last id of the page before. */
export async function listTariffs(
  runner: SqlRunner,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<TariffView[]> {
  let query = runner.query
    .selectFrom('tariff')
    .leftJoin('site', 'site.id', 'tariff.siteId')
    .select(['tariff.id', 'tariff.name', 'site.slug as site', 'priceIdrPerKwh', 'validFrom', 'validUntil'])
    .orderBy('tariff.id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('tariff.id', '>', page.after)
  return query.execute()
}

export async function findTariff(runner: SqlRunner, id: string): Promise<TariffView | undefined> {
  return runner.query
    .selectFrom('tariff')
    .leftJoin('site', 'site.id', 'tariff.siteId')
    .select(['tariff.id', 'tariff.name', 'site.slug as site', 'priceIdrPerKwh', 'validFrom', 'validUntil'])
    .where('tariff.id', '=', id)
    .executeTakeFirst()
}

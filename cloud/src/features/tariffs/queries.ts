import { toIso } from '@colok/shared/time'
import { sql } from 'kysely'
import type { Reach } from '../../core/roles.ts'
import type { SqlRunner } from '../../db/database.ts'
import {
  type ListOrder,
  numberColumn,
  type Sort,
  sortedPage,
  sortedWhole,
  textColumn,
} from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { siteWithin } from '../access/reach.ts'
import {
  type PriceCapSortKey,
  type PriceCapView,
  type TariffSortKey,
  TariffTerms,
  type TariffView,
} from './schemas.ts'

/** One page of the tariffs of everybody and of sites within reach: the oldest first, or as asked. */
export async function listTariffs(
  services: Pick<Services, 'read' | 'clock'>,
  page: {
    readonly reach: Reach
    /** For that one. */
    readonly id?: string
    readonly sort?: Sort<TariffSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: TariffView[]; nextCursor: string | null }> {
  const ofSites = siteWithin(page.reach, 'tariff.siteId', toIso(services.clock.wallMs()))
  let query = tariffQuery(services.read).where((is) => is.or([is('tariff.siteId', 'is', null), ofSites]))
  if (page.id !== undefined) query = query.where('tariff.id', '=', page.id)
  const { items, nextCursor } = await sortedPage(query, tariffOrder, page)
  return { items: items.map(toView), nextCursor }
}

/** What is for everybody, everywhere or for good comes before what is not. */
const tariffOrder: ListOrder<TariffSortKey> = {
  columns: {
    name: textColumn(sql`lower(tariff.name)`),
    site: textColumn(sql`coalesce(site.slug, '')`),
    customerGroup: textColumn(sql`coalesce(customer_group, '')`),
    priceIdrPerKwh: numberColumn(sql`price_idr_per_kwh`),
    validFrom: textColumn(sql`valid_from`),
    validUntil: textColumn(sql`coalesce(valid_until, '')`),
  },
  tieBreaker: textColumn(sql`tariff.id`),
}

export async function findTariff(runner: SqlRunner, id: string): Promise<TariffView | undefined> {
  const row = await tariffQuery(runner).where('tariff.id', '=', id).executeTakeFirst()
  return row && toView(row)
}

/** What the law lets a kWh cost: the newest first, or as asked. */
export async function listPriceCaps(
  runner: SqlRunner,
  sort: Sort<PriceCapSortKey> | undefined,
): Promise<PriceCapView[]> {
  const caps = await runner.query
    .selectFrom('priceCap')
    .select(['id', 'decree', 'maxIdrPerKwh', 'validFrom', 'validUntil'])
    .orderBy('validFrom', 'desc')
    .limit(200)
    .execute()
  return sortedWhole(caps, sort)
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

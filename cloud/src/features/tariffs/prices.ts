import type { Instant } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { type DecreedCap, type Pbjt, priceFor, type SessionPrice } from '../../core/tariff.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { TariffTerms } from './schemas.ts'

/** Where, when and for whom a session starts. */
export interface PriceQuestion {
  readonly siteId: string
  /** A stored instant. */
  readonly at: string
  /** Whether `at` is a guess, since the charger did not know the time. */
  readonly estimated?: boolean
  readonly customerGroup?: string | null
}

interface TariffInForce {
  readonly id: string
  readonly priceIdrPerKwh: number
  readonly terms: string
  readonly timeZone: string
  readonly pbjtMode: Pbjt['mode']
  readonly pbjtBasisPoints: number
  readonly decree: string | null
  readonly maxIdrPerKwh: number | null
}

/** Of `price_cap`, given the beginning and the end of a period. */
const capInForce = '(valid_until is null or valid_until > ?) and valid_from <= ?'

const tariffInForce = `select tariff.id, price_idr_per_kwh, terms, time_zone, pbjt_mode, pbjt_basis_points, decree, max_idr_per_kwh
  from tariff cross join site
    left join price_cap on price_cap.id = (select id from price_cap where ${capInForce} order by max_idr_per_kwh limit 1)
  where site.id = ? and (site_id = site.id or site_id is null) and (customer_group = ? or customer_group is null)
    and tariff.valid_from <= ? and (tariff.valid_until is null or tariff.valid_until > ?)
  order by customer_group is null, site_id is null, tariff.valid_from desc, tariff.created_at desc limit 1`

/**
 * The price of a session: by the group's tariff before everybody's, the site's own before the common one, the later
 * before the earlier. Undefined where no tariff holds.
 */
export async function priceAt(
  runner: SqlRunner,
  { siteId, at, estimated = false, customerGroup = null }: PriceQuestion,
): Promise<SessionPrice | undefined> {
  const tariff = await first<TariffInForce>(runner, tariffInForce, [at, at, siteId, customerGroup, at, at])
  if (tariff === undefined) return undefined
  const terms = JSON.parse(tariff.terms) as TariffTerms
  const { id, priceIdrPerKwh, timeZone, pbjtMode: mode, pbjtBasisPoints: basisPoints } = tariff
  const { decree, maxIdrPerKwh } = tariff
  const start = estimated
    ? ({ kind: 'estimated' } as const)
    : ({ kind: 'known', at: fromStoredInstant(at), timeZone } as const)
  const cap = decree === null || maxIdrPerKwh === null ? null : { decree, maxIdrPerKwh }
  return priceFor({ id, priceIdrPerKwh, ...terms }, start, { pbjt: { mode, basisPoints }, cap })
}

/** When a tariff or a cap begins or ends next, after a stored instant; undefined when none does. */
export async function nextPriceListAt(runner: SqlRunner, after: string): Promise<Instant | undefined> {
  const next = await first<{ at: string | null }>(
    runner,
    `select min(at) as at from (select valid_from as at from tariff union all select valid_until from tariff
       union all select valid_from from price_cap union all select valid_until from price_cap) as list where at > ?`,
    [after],
  )
  return next?.at ? fromStoredInstant(next.at) : undefined
}

/** The caps that are in force at some time of a period, the lowest first. `until` null for a period without an end. */
export async function capsBetween(
  runner: SqlRunner,
  period: { readonly from: string; readonly until: string | null },
): Promise<DecreedCap[]> {
  return runner.all<DecreedCap>(
    `select decree, max_idr_per_kwh from price_cap where ${capInForce} order by max_idr_per_kwh`,
    [period.from, period.until ?? '9999'],
  )
}

/** Reads the price that was stored with a session. */
export function readPrice(stored: string | null): SessionPrice | undefined {
  return stored === null ? undefined : (JSON.parse(stored) as SessionPrice)
}

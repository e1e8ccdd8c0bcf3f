import { toIso } from '@colok/shared/time'
import type { Tariff } from '../../core/tariff.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { siteIdOf } from '../sites/commands.ts'
import type { TariffInput } from './schemas.ts'

/** The tariff that holds at a site at an instant: the site's own before the common one, the later before the earlier. */
export const tariffAt = (
  runner: SqlRunner,
  where: { readonly siteId: string; readonly at: string },
): Promise<Tariff | undefined> =>
  first(
    runner,
    `select id, price_idr_per_kwh from tariff
     where (site_id = ? or site_id is null) and valid_from <= ? and (valid_until is null or valid_until > ?)
     order by site_id is null, valid_from desc, created_at desc limit 1`,
    [where.siteId, where.at, where.at],
  )

export type AddTariffResult =
  | { readonly kind: 'added' | 'alreadyThere'; readonly id: string }
  | { readonly kind: 'unknownSite' }
  /** A tariff never changes once it may have been charged: a new price is a new tariff from a later day. */
  | { readonly kind: 'differs'; readonly priceIdrPerKwh: number }

/** Adds a tariff, known by its name, site and first instant. Adding the same one again changes nothing. */
export async function addTariff(tx: Tx, services: Services, tariff: TariffInput): Promise<AddTariffResult> {
  const siteId = tariff.site === null ? null : await siteIdOf(tx, tariff.site)
  if (siteId === undefined) return { kind: 'unknownSite' }
  const known = await tx.query
    .selectFrom('tariff')
    .selectAll()
    .where('name', '=', tariff.name)
    .where('validFrom', '=', tariff.validFrom)
    .where('siteId', siteId === null ? 'is' : '=', siteId)
    .executeTakeFirst()
  if (known) {
    const same = known.priceIdrPerKwh === tariff.priceIdrPerKwh && known.validUntil === tariff.validUntil
    return same
      ? { kind: 'alreadyThere', id: known.id }
      : { kind: 'differs', priceIdrPerKwh: known.priceIdrPerKwh }
  }
  const id = services.newId()
  const { name, priceIdrPerKwh, validFrom, validUntil } = tariff
  const createdAt = toIso(services.clock.wallMs())
  await tx.query
    .insertInto('tariff')
    .values({
      id,
      name,
      siteId,
      priceIdrPerKwh,
      validFrom,
      validUntil,
      createdAt,
    })
    .execute()
  return { kind: 'added', id }
}

import { toIso } from '@colok/shared/time'
import { objectionTo, type TariffObjection } from '../../core/tariff.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { noteChange } from '../activity/ongoing.ts'
import { siteIdOf } from '../sites/commands.ts'
import { capsBetween } from './prices.ts'
import { type PriceCapInput, type TariffInput, TariffTerms } from './schemas.ts'

export type AddTariffResult =
  | { readonly kind: 'added' | 'alreadyThere'; readonly id: string }
  | { readonly kind: 'unknownSite' }
  /** A tariff never changes once it may have been charged: a new price is a new tariff from a later day. */
  | { readonly kind: 'differs'; readonly priceIdrPerKwh: number }
  | TariffObjection

/** Adds a tariff, known by its name, site, group and first instant. Adding the same one again changes nothing. */
export async function addTariff(tx: Tx, services: Services, tariff: TariffInput): Promise<AddTariffResult> {
  const siteId = tariff.site === null ? null : await siteIdOf(tx, tariff.site)
  if (siteId === undefined) return { kind: 'unknownSite' }
  const { name, customerGroup, priceIdrPerKwh, validFrom, validUntil } = tariff
  const parsed = TariffTerms.parse(tariff)
  const terms = JSON.stringify(parsed)
  const known = await tx.query
    .selectFrom('tariff')
    .selectAll()
    .where('name', '=', name)
    .where('validFrom', '=', validFrom)
    .where('siteId', siteId === null ? 'is' : '=', siteId)
    .where('customerGroup', customerGroup === null ? 'is' : '=', customerGroup)
    .executeTakeFirst()
  if (known) {
    const same =
      known.priceIdrPerKwh === priceIdrPerKwh &&
      known.validUntil === validUntil &&
      // What came to the terms since it was kept is by default as it was.
      JSON.stringify(TariffTerms.parse(JSON.parse(known.terms))) === terms
    return same
      ? { kind: 'alreadyThere', id: known.id }
      : { kind: 'differs', priceIdrPerKwh: known.priceIdrPerKwh }
  }
  const id = services.newId()
  const caps = await capsBetween(tx, { from: validFrom, until: validUntil })
  const objection = objectionTo({ id, priceIdrPerKwh, ...parsed }, { caps, feeBasis: parsed.feeBasis })
  if (objection !== undefined) return objection
  const createdAt = toIso(services.clock.wallMs())
  await noteChange(() => undefined, { id, ...tariff })
  await tx.query
    .insertInto('tariff')
    .values({ id, name, siteId, customerGroup, priceIdrPerKwh, terms, validFrom, validUntil, createdAt })
    .execute()
  services.bells.note('prices')
  return { kind: 'added', id }
}

/** What to tell whoever wanted to publish a tariff that must not be. */
export function explainObjection(objection: TariffObjection): string {
  if (objection.kind === 'feeWithoutBasis')
    return 'It asks a fee; name the rule that allows it in feeBasis, or leave the fee out.'
  const { priceIdrPerKwh, cap } = objection
  return `Rp ${priceIdrPerKwh} per kWh is above the Rp ${cap.maxIdrPerKwh} that ${cap.decree} allows while it would hold.`
}

/** Adds what a decree lets a kWh cost. Tariffs that are there already are charged at most that from then on. */
export async function addPriceCap(tx: Tx, services: Services, cap: PriceCapInput): Promise<string> {
  const id = services.newId()
  const createdAt = toIso(services.clock.wallMs())
  await noteChange(() => undefined, { id, ...cap })
  await tx.query
    .insertInto('priceCap')
    .values({ id, createdAt, ...cap })
    .execute()
  services.bells.note('prices')
  return id
}

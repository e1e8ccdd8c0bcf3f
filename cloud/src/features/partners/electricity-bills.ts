import { partOfElectricity } from '../../core/agreement.ts'
import { first, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { readTerms } from './agreement-rows.ts'
import { enter } from './entries.ts'
import type { ElectricityBillInput } from './schemas.ts'

interface BilledAgreement {
  readonly organisationId: string
  readonly terms: string
  readonly startsOn: string
  readonly endsOn: string | null
  readonly siteId: string
}

/**
 * Enters a bill of the utility for a place of an agreement that reckons by bills, once. Throws a Problem for another
 * agreement, a day outside it, or a reference that was entered before.
 */
export async function addElectricityBill(
  tx: Tx,
  services: Services,
  { agreementId, bill }: { readonly agreementId: string; readonly bill: ElectricityBillInput },
): Promise<void> {
  const agreement = await first<BilledAgreement>(
    tx,
    `select organisation_id, terms, starts_on, ends_on, site.id as site_id
     from agreement join agreement_place on agreement_id = agreement.id join site on site.id = site_id
     where agreement.id = ? and slug = ? limit 1`,
    [agreementId, bill.site],
  )
  if (agreement === undefined)
    throw new Problem('not-found', `There is no agreement ${agreementId} about ${bill.site}.`)
  const terms = readTerms(agreement.terms)
  if (terms.electricity.reckonedBy !== 'bill')
    throw new Problem('conflict', `Agreement ${agreementId} does not settle electricity by bills.`)
  const { businessDay, amountIdr, reference, note } = bill
  const { startsOn, endsOn, organisationId, siteId } = agreement
  if (businessDay < startsOn || (endsOn !== null && businessDay >= endsOn))
    throw new Problem('conflict', `Agreement ${agreementId} does not hold on ${businessDay}.`)
  const entered = await enter(tx, services, {
    ...{ organisationId, agreementId, siteId, businessDay, note },
    ...{ kind: 'electricityBill', ref: `electricityBill:${agreementId}:${reference}` },
    part: partOfElectricity(terms, amountIdr),
  })
  if (!entered) throw new Problem('conflict', `Bill ${reference} was entered before.`)
}

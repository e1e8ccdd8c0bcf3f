import { type AgreementScope, type AgreementTerms, scopeFor } from '../../core/agreement.ts'
import type { SqlRunner } from '../../db/database.ts'

/** An agreement as far as money is concerned. */
export interface AgreementInForce {
  readonly id: string
  readonly organisationId: string
  readonly terms: AgreementTerms
}

/** One place of an agreement. */
export interface PlacedAgreement extends AgreementScope {
  readonly id: string
  readonly organisationId: string
  readonly terms: string
}

/** What has ever been agreed on for a site and what stands there. */
export async function agreementsAt(runner: SqlRunner, siteId: string): Promise<PlacedAgreement[]> {
  return runner.all<PlacedAgreement>(
    `select agreement.id, organisation_id, terms, starts_on, ends_on, site_id, charger_id
     from agreement_place join agreement on agreement.id = agreement_id where site_id = ? order by starts_on, agreement.id`,
    [siteId],
  )
}

/** The agreement that counts for a charger on a business day; undefined where all is ours. */
export async function agreementFor(
  runner: SqlRunner,
  at: { readonly siteId: string; readonly chargerId: number; readonly day: string },
): Promise<AgreementInForce | undefined> {
  const found = scopeFor(await agreementsAt(runner, at.siteId), at)
  return found && { id: found.id, organisationId: found.organisationId, terms: readTerms(found.terms) }
}

/** Terms as they were stored, which is as they were checked. */
export function readTerms(text: string): AgreementTerms {
  return JSON.parse(text) as AgreementTerms
}

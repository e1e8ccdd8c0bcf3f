import type { Actor } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { findPartner, type Partner } from './queries.ts'

/** The organisation to which somebody's own things are narrowed; undefined for those who see everybody's. */
export function ownOrganisation({ reach }: Actor): string | undefined {
  // Nobody comes so far but an organisation's people and those who see everything; a driver would own nothing.
  return reach.kind === 'all' ? undefined : reach.kind === 'organisation' ? reach.organisationId : ''
}

/** A partner that this caller may see; to whom it is not, it does not exist. */
export async function partnerOr404(
  { read }: Pick<Services, 'read'>,
  slug: string,
  actor: Actor,
): Promise<Partner> {
  const partner = await findPartner(read, slug)
  const own = ownOrganisation(actor)
  if (partner === undefined || (own !== undefined && own !== partner.id))
    throw new Problem('not-found', `There is no partner ${slug}.`)
  return partner
}

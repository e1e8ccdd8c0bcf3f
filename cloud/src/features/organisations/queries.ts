import { toIso } from '@colok/shared/time'
import { sql } from 'kysely'
import type { Reach } from '../../core/roles.ts'
import { type ListOrder, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import type { Member, Organisation, OrganisationSortKey } from './schemas.ts'

const columns = ['id', 'slug', 'name', 'kind', 'createdAt', 'endedAt'] as const

/** One page of organisations, by id or as asked; of somebody's reach that is one organisation, that one. */
export function listOrganisations(
  services: Services,
  page: {
    readonly reach: Reach
    readonly sort?: Sort<OrganisationSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: Organisation[]; nextCursor: string | null }> {
  const { reach } = page
  let query = services.read.query.selectFrom('organisation').select(columns)
  if (reach.kind !== 'all')
    query = query.where('id', '=', reach.kind === 'organisation' ? reach.organisationId : '')
  return sortedPage(query, organisationOrder, page)
}

const organisationOrder: ListOrder<OrganisationSortKey> = {
  columns: {
    name: textColumn(sql`lower(organisation.name)`),
    kind: textColumn(sql`organisation.kind`),
    slug: textColumn(sql`organisation.slug`),
    createdAt: textColumn(sql`organisation.created_at`),
    endedAt: textColumn(sql`coalesce(organisation.ended_at, '')`),
  },
  tieBreaker: textColumn(sql`organisation.id`),
}

export function findOrganisation(services: Services, id: string): Promise<Organisation | undefined> {
  return services.read.query
    .selectFrom('organisation')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Who belongs to it now. */
export function listMembers(services: Services, organisationId: string): Promise<Member[]> {
  const now = toIso(services.clock.wallMs())
  return services.read.query
    .selectFrom('organisationMember')
    .innerJoin('user', 'user.id', 'userId')
    .select(['userId', 'name', 'email', 'phone', 'role', 'since'])
    .where('organisationId', '=', organisationId)
    .where('since', '<=', now)
    .where((is) => is.or([is('until', 'is', null), is('until', '>', now)]))
    .orderBy('userId')
    .limit(1000)
    .execute()
}

/** Invitations that may still be accepted. */
export function listInvitations(services: Services, organisationId: string) {
  return services.read.query
    .selectFrom('oneTimeLink')
    .select(['id', 'role', 'email', 'phone', 'createdBy', 'expiresAt'])
    .where('kind', '=', 'invitation')
    .where('organisationId', '=', organisationId)
    .where('usedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', toIso(services.clock.wallMs()))
    .orderBy('createdAt')
    .limit(1000)
    .execute()
}

/** The sites that are or were its business. */
export function listHeldSites(services: Services, organisationId: string) {
  return services.read.query
    .selectFrom('organisationSite')
    .innerJoin('site', 'site.id', 'siteId')
    .select(['slug as site', 'since', 'until'])
    .where('organisationId', '=', organisationId)
    .orderBy('since')
    .orderBy('slug')
    .limit(1000)
    .execute()
}

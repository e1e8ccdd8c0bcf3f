import type { TestCloud } from './test-cloud.ts'

const since = '2026-01-01T00:00:00.000Z'

/** A partner organisation that has a site, with one person in it; its id is its slug. */
export async function addPartnerPeople(
  { database }: Pick<TestCloud, 'database'>,
  people: { readonly organisation: string; readonly site: string; readonly email: string },
): Promise<void> {
  const { organisation, site, email } = people
  const { query } = database.writeConnection.tx
  const { id: siteId } = await query
    .selectFrom('site')
    .select('id')
    .where('slug', '=', site)
    .executeTakeFirstOrThrow()
  await query
    .insertInto('organisation')
    .values({
      id: organisation,
      slug: organisation,
      name: `CV ${organisation}`,
      kind: 'partner',
      createdAt: since,
    })
    .execute()
  await query.insertInto('organisationSite').values({ organisationId: organisation, siteId, since }).execute()
  const userId = `user-${organisation}`
  await query
    .insertInto('user')
    .values({ id: userId, name: email, email, createdAt: since, updatedAt: since })
    .execute()
  await query
    .insertInto('organisationMember')
    .values({ organisationId: organisation, userId, role: 'partner', since })
    .execute()
}

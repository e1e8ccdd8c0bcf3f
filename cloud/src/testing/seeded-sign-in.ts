import { toIso } from '@colok/shared/time'
import { type Role, reachKindOf } from '../core/roles.ts'
import type { Database } from '../db/database.ts'
import { hashSecret } from '../features/access/secrets.ts'
import { testNow } from './test-cloud.ts'
import { untilCommitted } from './until-committed.ts'

/**
 * Somebody who has signed in, without the password and the code that it takes: the Cookie header. For a cloud with the
 * tests' secret.
 */
export async function seededSignIn(
  { database }: { readonly database: Database },
  { role, isFresh = false }: { readonly role: Role; readonly isFresh?: boolean },
): Promise<string> {
  const { query } = database.writeConnection.tx
  const id = `${role}${isFresh ? '-fresh' : ''}`
  const token = `token-of-${id}`
  const now = toIso(testNow)
  const later = toIso(testNow + 3_600_000)
  await query
    .insertInto('user')
    .values({ id, name: `Seeded ${id}`, createdAt: now, updatedAt: now })
    .execute()
  const reach = reachKindOf(role)
  if (reach !== 'driver') {
    const kind = reach === 'all' ? 'operator' : role === 'partner' ? 'partner' : 'company'
    const organisationId = `seeded-${id}`
    await query
      .insertInto('organisation')
      .values({ id: organisationId, slug: organisationId, name: `Of ${id}`, kind, createdAt: now })
      .execute()
    await query
      .insertInto('organisationMember')
      .values({ organisationId, userId: id, role, since: now })
      .execute()
  }
  await query
    .insertInto('userSession')
    .values({
      ...{
        id: `sign-in-of-${id}`,
        userId: id,
        token: hashSecret(token, 'x'.repeat(32)),
        signedInBy: 'password',
      },
      ...{ createdAt: now, updatedAt: now, expiresAt: later, freshUntil: isFresh ? later : null },
    })
    .execute()
  await untilCommitted(database, 'select 1 from user_session where id = ?', [`sign-in-of-${id}`])
  return `colok.session_token=${token}.signature`
}

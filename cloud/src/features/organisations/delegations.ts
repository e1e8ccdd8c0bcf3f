import { toIso } from '@colok/shared/time'
import { mayGive, mayRole, type Permission, type Role, reachKindOf } from '../../core/roles.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'

/** What somebody may hand on, and in which organisation; null for all of them. */
interface Given {
  readonly id: string
  readonly role: Role
  readonly organisationId: string | null
}

interface Membership {
  readonly role: Role
  readonly organisationId: string
}

/** How much ended with a right. */
export interface Ended {
  /** The names of the keys that open nothing any more. */
  readonly keys: readonly string[]
  readonly invitations: number
}

/**
 * Ends what somebody has handed on and might not hand on today: keys, whose secret they have seen, and invitations that
 * nobody has accepted yet. To be called in the commit that takes a role from them.
 */
export async function endDelegations(
  tx: Tx,
  services: Services,
  { userId, by }: { readonly userId: string; readonly by: string },
): Promise<Ended> {
  const now = toIso(services.clock.wallMs())
  const memberships = await tx.all<Membership>(
    `select role, organisation_id from organisation_member
     where user_id = ? and since <= ? and (until is null or until > ?)`,
    [userId, now, now],
  )
  const made = await tx.all<Given & { name: string }>(
    'select id, name, role, organisation_id from api_key where maker_id = ? and revoked_at is null order by id',
    [userId],
  )
  const keys = made.filter((key) => !mayHandOn(memberships, 'keys.write', key))
  for (const { id } of keys) {
    await tx.run('update api_key set revoked_at = ? where id = ?', [now, id])
    await recordActivity(tx, services, { actor: by, action: 'key.endedWithRole', subject: `api-key:${id}` })
  }
  const sent = await tx.all<Given>(
    `select id, role, organisation_id from one_time_link
     where maker_id = ? and kind = 'invitation' and used_at is null and revoked_at is null and expires_at > ?`,
    [userId, now],
  )
  const invitations = sent.filter((invitation) => !mayHandOn(memberships, 'people.write', invitation))
  for (const { id } of invitations)
    await tx.run('update one_time_link set revoked_at = ? where id = ?', [now, id])
  return { keys: keys.map(({ name }) => name), invitations: invitations.length }
}

function mayHandOn(memberships: readonly Membership[], permission: Permission, given: Given): boolean {
  return memberships.some(
    ({ role, organisationId }) =>
      mayRole(role, permission) &&
      mayGive(role, given.role) &&
      (reachKindOf(role) === 'all' || organisationId === given.organisationId),
  )
}

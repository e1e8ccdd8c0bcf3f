import { toIso } from '@colok/shared/time'
import { mayGive, type OrganisationKind, type Role, rolesIn } from '../../core/roles.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { addressesOf, maskAddress } from '../messages/address.ts'
import { queueMessage } from '../messages/commands.ts'
import { linkLifeMs, makeLink } from '../sign-in/links.ts'
import { addMember, endMembership } from '../sign-in/people.ts'
import { signInWords } from '../sign-in/words.ts'
import { type Ended, endDelegations } from './delegations.ts'
import type { InvitationInput } from './schemas.ts'

/** False when another has the slug. */
export async function createOrganisation(
  tx: Tx,
  services: Services,
  organisation: { readonly slug: string; readonly name: string; readonly kind: OrganisationKind },
): Promise<string | undefined> {
  const id = services.newId()
  const createdAt = toIso(services.clock.wallMs())
  const added = await tx.run(
    'insert into organisation (id, slug, name, kind, created_at) values (?, ?, ?, ?, ?) on conflict do nothing',
    [id, organisation.slug, organisation.name, organisation.kind, createdAt],
  )
  return added > 0 ? id : undefined
}

/** From now on its members and keys see nothing more. */
export async function endOrganisation(tx: Tx, services: Services, id: string): Promise<boolean> {
  const ended = await tx.run(
    `update organisation set ended_at = ? where id = ? and ended_at is null and kind <> 'operator'`,
    [toIso(services.clock.wallMs()), id],
  )
  return ended > 0
}

type Refused = { readonly kind: 'refused'; readonly why: string }

/** Why `by` may not give `role` in an organisation; undefined when it may be given. */
async function objectionTo(
  tx: Tx,
  { organisationId, role, by }: { organisationId: string; role: Role; by: Actor },
): Promise<string | undefined> {
  const organisation = await first<{ kind: OrganisationKind }>(
    tx,
    'select kind from organisation where id = ? and ended_at is null',
    [organisationId],
  )
  if (organisation === undefined) return `There is no organisation ${organisationId}.`
  const known: readonly Role[] = rolesIn[organisation.kind]
  if (!known.includes(role)) return `An organisation of kind ${organisation.kind} has no ${role}.`
  return mayGive(by.role, role) ? undefined : `A ${by.role} makes nobody ${role}.`
}

export type InviteResult =
  | Refused
  | {
      readonly kind: 'invited'
      readonly id: string
      readonly expiresAt: string
      /** Masked. */
      readonly sentTo: string | null
      /** Where no message could be sent. */
      readonly url: string | null
    }

/** Invites somebody by a link that is good once. Nobody gives a role that is more than their own. */
export async function invite(
  tx: Tx,
  services: Services,
  wish: InvitationInput & { readonly organisationId: string; readonly by: Actor },
): Promise<InviteResult> {
  const { organisationId, role, email = null, phone = null, language, by } = wish
  const why = await objectionTo(tx, wish)
  if (why !== undefined) return { kind: 'refused', why }
  const makerId = (by.kind === 'user' ? by.id : by.makerId) ?? null
  const about = {
    ...({ kind: 'invitation', organisationId, role, email, phone } as const),
    ...{ createdBy: by.name, makerId },
  } as const
  const { id, url, expiresAt } = await makeLink(tx, services, about)
  const organisation = await first<{ name: string }>(tx, 'select name from organisation where id = ?', [
    organisationId,
  ])
  const addresses = addressesOf({ phone, email })
  const until = services.clock.wallMs() + linkLifeMs.invitation
  const queued = await queueMessage(tx, services, {
    ...{ dedupeKey: `invitation:${id}`, kind: 'invitation', language, addresses, createdBy: by.name },
    ...{ timeZone: 'Asia/Jakarta' },
    parameters: {
      ...{ organisation: organisation?.name ?? '', role: signInWords[language].roles[role], url, until },
    },
  })
  const [address] = addresses
  const isSent = queued.kind !== 'refused' && address !== undefined
  return {
    ...{ kind: 'invited', id, expiresAt },
    ...(isSent ? { sentTo: maskAddress(address), url: null } : { sentTo: null, url }),
  }
}

export async function revokeInvitation(
  tx: Tx,
  services: Services,
  { organisationId, id }: { readonly organisationId: string; readonly id: string },
): Promise<boolean> {
  const revoked = await tx.run(
    `update one_time_link set revoked_at = ?
     where id = ? and organisation_id = ? and kind = 'invitation' and used_at is null and revoked_at is null`,
    [toIso(services.clock.wallMs()), id, organisationId],
  )
  return revoked > 0
}

export type MemberResult =
  | Refused
  | { readonly kind: 'done'; readonly ended: Ended }
  | { readonly kind: 'unknown' }

/**
 * Gives a member another role. Nobody changes their own, and the last admin stays one. What they handed on and may not
 * hand on any more ends.
 */
export async function changeRole(
  tx: Tx,
  services: Services,
  change: { organisationId: string; userId: string; role: Role; by: Actor },
): Promise<MemberResult> {
  const why = (await objectionTo(tx, change)) ?? (await objectionToLosing(tx, services, change))
  if (why !== undefined) return { kind: 'refused', why }
  if ((await roleOf(tx, services, change)) === undefined) return { kind: 'unknown' }
  await addMember(tx, services, {
    ...{ organisationId: change.organisationId, userId: change.userId, role: change.role },
  })
  return { kind: 'done', ended: await endDelegations(tx, services, { ...change, by: change.by.name }) }
}

/** Ends a membership, and with it the keys that the member made and the invitations that wait. */
export async function removeMember(
  tx: Tx,
  services: Services,
  removal: { organisationId: string; userId: string; by: Actor },
): Promise<MemberResult> {
  const why = await objectionToLosing(tx, services, removal)
  if (why !== undefined) return { kind: 'refused', why }
  const now = toIso(services.clock.wallMs())
  if (!(await endMembership(tx, { ...removal, now }))) return { kind: 'unknown' }
  return { kind: 'done', ended: await endDelegations(tx, services, { ...removal, by: removal.by.name }) }
}

async function objectionToLosing(
  tx: Tx,
  services: Services,
  { organisationId, userId, by }: { organisationId: string; userId: string; by: Actor },
): Promise<string | undefined> {
  if (by.kind === 'user' && by.id === userId) return 'Nobody changes their own role.'
  const role = await roleOf(tx, services, { organisationId, userId })
  if (role !== undefined && !mayGive(by.role, role)) return `A ${by.role} takes the role ${role} from nobody.`
  if (role !== 'admin') return undefined
  const now = toIso(services.clock.wallMs())
  const others = await first(
    tx,
    `select 1 as found from organisation_member
     where role = 'admin' and user_id <> ? and since <= ? and (until is null or until > ?)`,
    [userId, now, now],
  )
  return others === undefined ? 'It is the last admin; make another first.' : undefined
}

async function roleOf(
  tx: Tx,
  services: Services,
  { organisationId, userId }: { organisationId: string; userId: string },
): Promise<Role | undefined> {
  const now = toIso(services.clock.wallMs())
  const row = await first<{ role: Role }>(
    tx,
    `select role from organisation_member
     where organisation_id = ? and user_id = ? and since <= ? and (until is null or until > ?)`,
    [organisationId, userId, now, now],
  )
  return row?.role
}

export type HoldResult = 'held' | 'unknownSite' | 'unknownOrganisation' | 'already'

/** From `since` on what happens at a site is this organisation's business too. */
export async function holdSite(
  tx: Tx,
  services: Services,
  hold: { readonly organisationId: string; readonly site: string; readonly since: string | undefined },
): Promise<HoldResult> {
  const { organisationId, site: slug } = hold
  const now = toIso(services.clock.wallMs())
  const since = hold.since === undefined ? now : toIso(Date.parse(hold.since))
  const site = await first<{ id: string }>(tx, 'select id from site where slug = ?', [slug])
  if (site === undefined) return 'unknownSite'
  const known = await first(tx, 'select 1 as found from organisation where id = ? and ended_at is null', [
    organisationId,
  ])
  if (known === undefined) return 'unknownOrganisation'
  const held = await first(
    tx,
    `select 1 as found from organisation_site
     where organisation_id = ? and site_id = ? and (until is null or until > ?)`,
    [organisationId, site.id, since],
  )
  if (held !== undefined) return 'already'
  await tx.query.insertInto('organisationSite').values({ organisationId, siteId: site.id, since }).execute()
  return 'held'
}

/** From now on it is not any more; what has happened stays its business. */
export async function releaseSite(
  tx: Tx,
  services: Services,
  { organisationId, site }: { readonly organisationId: string; readonly site: string },
): Promise<boolean> {
  const now = toIso(services.clock.wallMs())
  const released = await tx.run(
    `update organisation_site set until = ? where organisation_id = ? and (until is null or until > ?)
       and site_id = (select id from site where slug = ?)`,
    [now, organisationId, now, site],
  )
  return released > 0
}

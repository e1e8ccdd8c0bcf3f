import { toIso } from '@colok/shared/time'
import type { Role } from '../../core/roles.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { findLink, hasAdmin, type Link, linkLifeMs, makeLink, revokeResetLinks, takeLink } from './links.ts'

export interface NewPerson {
  readonly name: string
  /** Lower case. */
  readonly email: string
  /** As E.164. */
  readonly phone: string
  readonly language: Language
  /** scrypt, as better-auth makes it. */
  readonly passwordHash: string
}

export async function hashPassword(services: Services, password: string): Promise<string> {
  const auth = await services.signIns.auth()
  return (await auth.$context).password.hash(password)
}

export type AcceptResult =
  | { readonly kind: 'accepted'; readonly userId: string }
  | { readonly kind: 'linkOver' | 'known' | 'notYours' }

const colok = { slug: 'colok', kind: 'operator' } as const

/** Makes the first admin, and the organisation that runs the network. */
export async function makeFirstAdmin(
  services: Services,
  { token, person }: { readonly token: string; readonly person: NewPerson },
): Promise<AcceptResult> {
  return services.writer.write(async (tx) => {
    if (await hasAdmin(tx)) return { kind: 'linkOver' }
    if (await isKnown(tx, person)) return { kind: 'known' }
    if ((await takeLink(tx, services, { kind: 'firstAdmin', token })) === undefined)
      return { kind: 'linkOver' }
    const at = toIso(services.clock.wallMs())
    const organisationId = await operatorOrganisation(tx, services, at)
    const userId = await insertPerson(tx, services, person)
    await addMember(tx, services, { organisationId, userId, role: 'admin' })
    await recordActivity(tx, services, {
      ...{ actor: 'the first start', action: 'person.joined', subject: `user:${userId}` },
      after: { organisationId, role: 'admin' },
    })
    return { kind: 'accepted', userId }
  })
}

async function operatorOrganisation(tx: Tx, services: Services, createdAt: string): Promise<string> {
  const known = await first<{ id: string }>(
    tx,
    `select id from organisation where kind = 'operator' order by created_at limit 1`,
    [],
  )
  if (known !== undefined) return known.id
  const id = services.newId()
  const { name } = services.settings.operator
  await tx.query
    .insertInto('organisation')
    .values({ ...colok, id, name, createdAt })
    .execute()
  return id
}

/** Accepts an invitation, as a person who is new, or who is signed in as a driver with the same phone. */
export async function acceptAsNew(
  services: Services,
  {
    token,
    person,
    signedInAs,
  }: { readonly token: string; readonly person: NewPerson; readonly signedInAs?: string },
): Promise<AcceptResult> {
  return services.writer.write(async (tx) => {
    const invited = await findLink(tx, services, { kind: 'invitation', token })
    if (invited === undefined) return { kind: 'linkOver' }
    if (await isKnown(tx, person, signedInAs)) return { kind: 'known' }
    await takeLink(tx, services, { kind: 'invitation', token })
    const userId = await insertPerson(tx, services, person, signedInAs)
    await joinBy(tx, services, invited, userId)
    return { kind: 'accepted', userId }
  })
}

/** Accepts an invitation, as a person who is signed in and whom it was sent to. */
export async function acceptAsKnown(
  services: Services,
  { token, userId }: { readonly token: string; readonly userId: string },
): Promise<AcceptResult> {
  return services.writer.write(async (tx) => {
    const invited = await findLink(tx, services, { kind: 'invitation', token })
    if (invited === undefined) return { kind: 'linkOver' }
    const person = await first<{ email: string | null; phone: string | null }>(
      tx,
      'select email, phone from "user" where id = ?',
      [userId],
    )
    const isTheirs =
      person !== undefined &&
      ((invited.email !== null && invited.email === person.email) ||
        (invited.phone !== null && invited.phone === person.phone))
    if (!isTheirs || (invited.role !== 'driver' && person.email === null)) return { kind: 'notYours' }
    await takeLink(tx, services, { kind: 'invitation', token })
    await joinBy(tx, services, invited, userId)
    return { kind: 'accepted', userId }
  })
}

async function joinBy(tx: Tx, services: Services, invited: Link, userId: string): Promise<void> {
  const { organisationId, role } = invited
  if (organisationId === null || role === null) throw new Error(`The invitation ${invited.id} is to nothing.`)
  await addMember(tx, services, { organisationId, userId, role })
  await recordActivity(tx, services, {
    ...{ actor: invited.createdBy, action: 'person.joined', subject: `user:${userId}` },
    after: { organisationId, role },
  })
}

/** From now on somebody is a member with this role, and with no other in this organisation. */
export async function addMember(
  tx: Tx,
  services: Pick<Services, 'clock'>,
  member: { readonly organisationId: string; readonly userId: string; readonly role: Role },
): Promise<void> {
  const now = toIso(services.clock.wallMs())
  const { organisationId, userId } = member
  await endMembership(tx, { organisationId, userId, now })
  await tx.query
    .insertInto('organisationMember')
    .values({ ...member, since: now })
    .onConflict((conflict) =>
      conflict.columns(['organisationId', 'userId', 'since']).doUpdateSet({ role: member.role, until: null }),
    )
    .execute()
}

/** False when there was no such member. */
export async function endMembership(
  tx: Tx,
  { organisationId, userId, now }: { organisationId: string; userId: string; now: string },
): Promise<boolean> {
  const ended = await tx.run(
    `update organisation_member set until = ?
     where organisation_id = ? and user_id = ? and (until is null or until > ?)`,
    [now, organisationId, userId, now],
  )
  return ended > 0
}

/** Whether an e-mail or a phone is somebody else's: nobody gets another's account by typing their number. */
async function isKnown(tx: Tx, { email, phone }: NewPerson, signedInAs = ''): Promise<boolean> {
  const found = await first(tx, 'select 1 as found from "user" where email = ? or (phone = ? and id <> ?)', [
    email,
    phone,
    signedInAs,
  ])
  return found !== undefined
}

/** A driver who becomes a partner keeps being the same person. */
async function insertPerson(tx: Tx, services: Services, person: NewPerson, signedInAs = ''): Promise<string> {
  const now = toIso(services.clock.wallMs())
  const { name, email, phone, language, passwordHash } = person
  const driver = await first<{ id: string }>(
    tx,
    'select id from "user" where id = ? and phone = ? and email is null',
    [signedInAs, phone],
  )
  const id = driver?.id ?? services.newId()
  const facts = { name, email, language, twoFactorEnabled: 1, updatedAt: now }
  if (driver === undefined)
    await tx.query
      .insertInto('user')
      .values({ ...facts, id, phone, createdAt: now })
      .execute()
  else await tx.query.updateTable('user').set(facts).where('id', '=', id).execute()
  await tx.query
    .insertInto('userAccount')
    .values({
      ...{ id: services.newId(), userId: id, accountId: id, providerId: 'credential' },
      ...{ password: passwordHash, createdAt: now, updatedAt: now },
    })
    .execute()
  return id
}

/**
 * Sends a link for a new password to an e-mail that is known here, and does as much work where it is not: then the link is
 * nobody's and goes nowhere.
 */
export async function resetLinkFor(
  tx: Tx,
  services: Services,
  email: string,
): Promise<{ readonly url: string; readonly until: number; readonly language: Language } | undefined> {
  const person = await first<{ id: string; language: Language }>(
    tx,
    `select id, language from "user" where email = ? and closed_at is null`,
    [email],
  )
  const about = { kind: 'passwordReset', createdBy: 'the sign-in page' } as const
  const { url } = await makeLink(tx, services, { ...about, ...(person && { userId: person.id }) })
  if (person === undefined) return undefined
  const until = services.clock.wallMs() + linkLifeMs.passwordReset
  return { url, until, language: person.language }
}

/** Gives a new password by such a link. Whoever was signed in with the old one is no longer. */
export async function resetPassword(
  services: Services,
  { token, passwordHash }: { readonly token: string; readonly passwordHash: string },
): Promise<boolean> {
  return services.writer.write(async (tx) => {
    const link = await takeLink(tx, services, { kind: 'passwordReset', token })
    if (link?.userId == null) return false
    const now = toIso(services.clock.wallMs())
    await tx.run(
      `update user_account set password = ?, updated_at = ? where user_id = ? and provider_id = 'credential'`,
      [passwordHash, now, link.userId],
    )
    await tx.run('delete from user_session where user_id = ?', [link.userId])
    await revokeResetLinks(tx, services, link.userId)
    await recordActivity(tx, services, {
      ...{ actor: 'the sign-in page', action: 'password.reset', subject: `user:${link.userId}` },
    })
    return true
  })
}

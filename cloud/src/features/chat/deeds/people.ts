import { toIso } from '@colok/shared/time'
import { type Role, rolesIn } from '../../../core/roles.ts'
import { first, type SqlRunner } from '../../../db/database.ts'
import { parseAddress } from '../../messages/address.ts'
import { changeRole, invite, removeMember } from '../../organisations/commands.ts'
import { signInWords } from '../../sign-in/words.ts'
import { type Asking, ask, type Deed, done, type Given, no, refused } from '../deed.ts'

/**
 * A telephone is lost sooner than a password: whoever holds one makes nobody somebody who decides on money or on everybody.
 * To take such a role away is what one wants to be quick with.
 */
const notByChat: ReadonlySet<Role> = new Set(['finance', 'admin'])

interface Wish {
  readonly role: Role
  /** As people write it. */
  readonly roleName: string
  readonly organisation: { readonly id: string; readonly name: string }
  readonly email: string | undefined
  readonly phone: string | undefined
  /** The person who is known by it. */
  readonly userId: string | undefined
  /** What that person is in this organisation. */
  readonly present: Role | undefined
}

/** What is meant, or why it cannot be, in a sentence. */
async function wishOf(runner: SqlRunner, asking: Asking, given: Given<'grant'>): Promise<Wish | string> {
  const { text, language, services } = asking
  // The parser lets no other words through.
  const role = given.role as Role
  const organisation = await organisationOf(runner, asking, role, given.organisation)
  if (typeof organisation === 'string') return organisation
  const isEmail = given.person.includes('@')
  const parsed = parseAddress(isEmail ? 'email' : 'whatsapp', given.person)
  if (parsed.kind === 'invalid') return text.invalid(text.arguments.person, given.person)
  const { address } = parsed.address
  const person = await first<{ id: string }>(
    runner,
    `select id from "user" where ${isEmail ? 'email = ?' : 'phone = ? and phone_verified = 1'} and closed_at is null`,
    [address],
  )
  const now = toIso(services.clock.wallMs())
  const member = await first<{ role: Role }>(
    runner,
    `select role from organisation_member
     where organisation_id = ? and user_id = ? and since <= ? and (until is null or until > ?)`,
    [organisation.id, person?.id ?? '', now, now],
  )
  return {
    ...{ role, roleName: signInWords[language].roles[role], organisation },
    ...{ email: isEmail ? address : undefined, phone: isEmail ? undefined : address },
    ...{ userId: person?.id, present: member?.role },
  }
}

/** One's own; for whoever sees all, the operator's for its own roles, and else the one that is named. */
async function organisationOf(
  runner: SqlRunner,
  { actor, text }: Asking,
  role: Role,
  slug: string | undefined,
): Promise<Wish['organisation'] | string> {
  const { reach } = actor
  const operators: readonly Role[] = rolesIn.operator
  const isOperators = slug === undefined && reach.kind === 'all' && operators.includes(role)
  const named = slug !== undefined
  if (!named && !isOperators && reach.kind !== 'organisation') return text.noOrganisation
  const found = await first<{ id: string; name: string }>(
    runner,
    `select id, name from organisation where ended_at is null
       and ${named ? 'slug = ?' : isOperators ? 'kind = ?' : 'id = ?'} order by created_at limit 1`,
    [slug ?? (isOperators ? 'operator' : reach.kind === 'organisation' ? reach.organisationId : '')],
  )
  const isTheirs = found !== undefined && (reach.kind !== 'organisation' || found.id === reach.organisationId)
  return isTheirs ? found : text.unknownOrganisation(slug ?? '')
}

export const grant: Deed<'grant'> = {
  kind: 'change',
  async preview(asking, given) {
    const { text, services } = asking
    const wish = await wishOf(services.read, asking, given)
    if (typeof wish === 'string') return no(wish)
    if (notByChat.has(wish.role)) return no(text.notByChat(wish.roleName))
    return ask(text.grantAsk(given.person, wish.roleName, wish.organisation.name))
  },
  async change(tx, asking, given) {
    const { text, services, actor, language } = asking
    const wish = await wishOf(tx, asking, given)
    if (typeof wish === 'string') return refused(wish)
    const { role, roleName, organisation, userId, present, email, phone } = wish
    if (notByChat.has(role)) return refused(text.notByChat(roleName))
    const organisationId = organisation.id
    if (userId !== undefined && present !== undefined) {
      const result = await changeRole(tx, services, { organisationId, userId, role, by: actor })
      return result.kind === 'done'
        ? done(text.granted(given.person, roleName))
        : refused(
            result.kind === 'refused'
              ? text.refusedBecause(result.why)
              : text.hasNotRole(given.person, roleName),
          )
    }
    const result = await invite(tx, services, {
      ...{ organisationId, role, language, by: actor },
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone }),
    })
    if (result.kind === 'refused') return refused(text.refusedBecause(result.why))
    return done(result.url === null ? text.invited(given.person, roleName) : text.inviteUrl(result.url))
  },
}

export const revoke: Deed<'revoke'> = {
  kind: 'change',
  async preview(asking, given) {
    const { text, services } = asking
    const wish = await wishOf(services.read, asking, given)
    if (typeof wish === 'string') return no(wish)
    if (wish.present !== wish.role) return no(text.hasNotRole(given.person, wish.roleName))
    return ask(text.revokeAsk(given.person, wish.roleName, wish.organisation.name))
  },
  async change(tx, asking, given) {
    const { text, services, actor } = asking
    const wish = await wishOf(tx, asking, given)
    if (typeof wish === 'string') return refused(wish)
    const { role, roleName, organisation, userId, present } = wish
    if (userId === undefined || present !== role) return refused(text.hasNotRole(given.person, roleName))
    const result = await removeMember(tx, services, { organisationId: organisation.id, userId, by: actor })
    if (result.kind === 'refused') return refused(text.refusedBecause(result.why))
    return done(text.revoked(given.person, roleName))
  },
}

import { toIso } from '@colok/shared/time'
import type { Context } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { type OrganisationKind, type Reach, type Role, reachKindOf, rolesIn } from '../../core/roles.ts'
import { first } from '../../db/database.ts'
import type { Actor } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'

const sessionCookie = 'colok.session_token'

/** When somebody was last seen is kept to some minutes. */
const seenEveryMs = 5 * 60_000

interface SignInRow {
  readonly signInId: string
  readonly by: 'password' | 'phone'
  readonly freshUntil: string | null
  readonly lastSeenAt: string | null
  readonly userId: string
  readonly name: string
  readonly role: Role | null
  readonly organisationId: string | null
  readonly organisationKind: OrganisationKind | null
}

/** The token in the cookie that better-auth has set; its signature adds nothing to 32 random characters. */
export function sessionTokenOf(c: Context): string | undefined {
  const cookie = getCookie(c, sessionCookie, 'secure') ?? getCookie(c, sessionCookie)
  const token = cookie?.slice(0, cookie.lastIndexOf('.'))
  return token === undefined || token === '' ? undefined : token
}

/**
 * Who is signed in by this token: as a member of the organisation that was chosen, or else of the first. Who came by a
 * code to a phone alone is a driver, whatever else that person is.
 */
export async function findSignedIn(services: Services, token: string): Promise<Actor | undefined> {
  const now = services.clock.wallMs()
  const at = toIso(now)
  const row = await first<SignInRow>(
    services.read,
    `select signed_in.id as sign_in_id, signed_in.signed_in_by as by, fresh_until, last_seen_at, person.id as user_id,
       person.name, role, member.organisation_id, kind as organisation_kind
     from user_session as signed_in
       join "user" as person on person.id = signed_in.user_id
       left join (organisation_member as member
           join organisation on organisation.id = member.organisation_id and ended_at is null)
         on member.user_id = person.id and member.since <= ? and (member.until is null or member.until > ?)
     where signed_in.token = ? and signed_in.expires_at > ? and closed_at is null
     order by case when member.organisation_id = signed_in.organisation_id then 0 else 1 end, member.since limit 1`,
    [at, at, hashSecret(token, services.settings.secret), at],
  )
  if (row === undefined) return undefined
  noteSeen(services, row, now)
  return toActor(row)
}

function toActor(row: SignInRow): Actor {
  const { userId, name, signInId, freshUntil } = row
  const signIn = {
    id: signInId,
    freshUntil: freshUntil === null ? undefined : fromStoredInstant(freshUntil),
  }
  return { ...{ kind: 'user', id: userId, name, signIn, scopes: undefined }, ...standingOf(row) }
}

function standingOf(row: SignInRow): { readonly role: Role; readonly reach: Reach } {
  const { by, role, organisationId, organisationKind, userId } = row
  const driver = { role: 'driver', reach: { kind: 'driver', userId } } as const
  if (by === 'phone' || role === null || organisationId === null || organisationKind === null) return driver
  // A role in an organisation that has no such role gives nothing.
  const known: readonly Role[] = rolesIn[organisationKind]
  if (!known.includes(role)) return driver
  switch (reachKindOf(role)) {
    case 'all':
      return { role, reach: { kind: 'all' } }
    case 'organisation':
      return { role, reach: { kind: 'organisation', organisationId } }
    case 'driver':
      return driver
  }
}

function noteSeen(services: Services, { signInId, lastSeenAt }: SignInRow, now: number): void {
  if (lastSeenAt !== null && fromStoredInstant(lastSeenAt) > now - seenEveryMs) return
  services.writer
    .write((tx) => tx.run('update user_session set last_seen_at = ? where id = ?', [toIso(now), signInId]))
    .catch((error: unknown) => services.log.warn({ error }, 'when somebody was seen could not be stored'))
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser sends our cookies with whatever another site makes it send. What changes something is taken only from our own
 * pages: browsers say by Sec-Fetch-Site, or by Origin, where a request comes from.
 */
export function refuseForeignPages(c: Context, publicUrl: string): void {
  if (reading.has(c.req.method)) return
  const site = c.req.header('Sec-Fetch-Site')
  const origin = c.req.header('Origin')
  const isOwn = site === undefined ? isOwnOrigin(c, origin, publicUrl) : site === 'same-origin'
  if (!isOwn) throw new Problem('forbidden', 'It came from a page of somebody else. Open our own page again.')
}

function isOwnOrigin(c: Context, origin: string | undefined, publicUrl: string): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  return origin === new URL(publicUrl).origin || new URL(origin).host === c.req.header('Host')
}

/** Signs out here: the session is gone, whoever may have kept its cookie. */
export async function endSignIn(c: Context, services: Services): Promise<void> {
  const token = sessionTokenOf(c)
  if (token === undefined) return
  const hash = hashSecret(token, services.settings.secret)
  await services.writer.write((tx) => tx.run('delete from user_session where token = ?', [hash]))
  const secure = services.settings.publicUrl.startsWith('https:')
  deleteCookie(c, sessionCookie, { path: '/', ...(secure && { prefix: 'secure' as const, secure }) })
}

import { toIso } from '@colok/shared/time'
import type { Context } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { type OrganisationKind, type Reach, type Role, reachKindOf, rolesIn } from '../../core/roles.ts'
import { first, type SqlRunner } from '../../db/database.ts'
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

const signInColumns = `signed_in.id as sign_in_id, signed_in.signed_in_by as by, fresh_until, last_seen_at,
  person.id as user_id, person.name, role, member.organisation_id, kind as organisation_kind`

const membership = `left join (organisation_member as member
    join organisation on organisation.id = member.organisation_id and ended_at is null)
  on member.user_id = person.id and member.since <= ? and (member.until is null or member.until > ?)`

function findRow(
  runner: SqlRunner,
  by: { readonly column: 'token' | 'id'; readonly value: string; readonly at: string },
): Promise<SignInRow | undefined> {
  const { column, value, at } = by
  return first<SignInRow>(
    runner,
    `select ${signInColumns} from user_session as signed_in
       join "user" as person on person.id = signed_in.user_id ${membership}
     where signed_in.${column} = ? and signed_in.expires_at > ? and closed_at is null
     order by case when member.organisation_id = signed_in.organisation_id then 0 else 1 end, member.since limit 1`,
    [at, at, value, at],
  )
}

/**
 * Who is signed in by this token: as a member of the organisation that was chosen, or else of the first. Who came by a
 * code to a phone alone is a driver, whatever else that person is.
 */
export async function findSignedIn(services: Services, token: string): Promise<Actor | undefined> {
  const now = services.clock.wallMs()
  const value = hashSecret(token, services.settings.secret)
  const row = await findRow(services.read, { column: 'token', value, at: toIso(now) })
  if (row === undefined) return undefined
  noteSeen(services, row, now)
  return toActor(row)
}

/** The same of a sign-in that is known by its id: for what was asked for by it and is done a little later. */
export async function findBySignIn(
  runner: SqlRunner,
  { id, at }: { readonly id: string; readonly at: string },
): Promise<Actor | undefined> {
  const row = await findRow(runner, { column: 'id', value: id, at })
  return row && toActor(row)
}

/** A person without a sign-in, as a member of the first of their organisations; undefined when the account is closed. */
export async function findMember(
  runner: SqlRunner,
  { userId, at }: { readonly userId: string; readonly at: string },
): Promise<Actor | undefined> {
  const row = await first<Omit<SignInRow, 'signInId' | 'by' | 'freshUntil' | 'lastSeenAt'>>(
    runner,
    `select person.id as user_id, person.name, role, member.organisation_id, kind as organisation_kind
     from "user" as person ${membership}
     where person.id = ? and closed_at is null order by member.since limit 1`,
    [at, at, userId],
  )
  if (row === undefined) return undefined
  const { name } = row
  return {
    ...{ kind: 'user', id: userId, name, signIn: undefined, scopes: undefined },
    ...standingOf({ ...row, by: 'password' }),
  }
}

function toActor(row: SignInRow): Actor {
  const { userId, name, signInId, freshUntil } = row
  const signIn = {
    id: signInId,
    freshUntil: freshUntil === null ? undefined : fromStoredInstant(freshUntil),
  }
  return { ...{ kind: 'user', id: userId, name, signIn, scopes: undefined }, ...standingOf(row) }
}

function standingOf(row: Omit<SignInRow, 'signInId' | 'freshUntil' | 'lastSeenAt'>): {
  readonly role: Role
  readonly reach: Reach
} {
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

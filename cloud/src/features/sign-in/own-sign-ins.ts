import { toIso } from '@colok/shared/time'
import type { Role } from '../../core/roles.ts'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { firstUseOf } from './codes.ts'
import { type From, type Locked, unlessRefused } from './commands.ts'
import { revokeResetLinks } from './links.ts'
import { beginAttempt, succeeded } from './throttle.ts'

export interface SignInView {
  readonly id: string
  readonly address: string | null
  readonly userAgent: string | null
  readonly signedInAt: string
  readonly lastSeenAt: string | null
  readonly expiresAt: string
}

/** Where somebody is signed in, the newest first. */
export function listSignIns(services: Services, userId: string): Promise<SignInView[]> {
  return services.read.query
    .selectFrom('userSession')
    .select(['id', 'ipAddress as address', 'userAgent', 'createdAt as signedInAt', 'lastSeenAt', 'expiresAt'])
    .where('userId', '=', userId)
    .where('expiresAt', '>', toIso(services.clock.wallMs()))
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
}

/** Signs somebody out there. False when it is none of that person's, or over. */
export async function revokeSignIn(
  services: Services,
  { userId, id }: { readonly userId: string; readonly id: string },
): Promise<boolean> {
  const removed = await services.writer.write((tx) =>
    tx.run('delete from user_session where id = ? and user_id = ?', [id, userId]),
  )
  return removed > 0
}

export interface Membership {
  readonly organisationId: string
  readonly organisation: string
  readonly role: Role
}

/** What somebody is, and where. */
export function membershipsOf(services: Services, userId: string): Promise<Membership[]> {
  const now = toIso(services.clock.wallMs())
  return services.read.query
    .selectFrom('organisationMember')
    .innerJoin('organisation', 'organisation.id', 'organisationId')
    .select(['organisationId', 'organisation.name as organisation', 'role'])
    .where('userId', '=', userId)
    .where('since', '<=', now)
    .where((is) => is.or([is('until', 'is', null), is('until', '>', now)]))
    .where('endedAt', 'is', null)
    .orderBy('since')
    .execute()
}

/** From now on this sign-in acts for one of the organisations that its holder is a member of. */
export async function actFor(
  services: Services,
  { userId, signInId, organisationId }: { userId: string; signInId: string; organisationId: string },
): Promise<boolean> {
  const mine = await membershipsOf(services, userId)
  if (!mine.some((one) => one.organisationId === organisationId)) return false
  // What was confirmed by a code was confirmed for the organisation before.
  await services.writer.write((tx) =>
    tx.run('update user_session set organisation_id = ?, fresh_until = null where id = ?', [
      organisationId,
      signInId,
    ]),
  )
  return true
}

/** The cookie of the session itself, for what better-auth does for whoever is signed in. */
function sessionHeaders({ cookies, address }: From): Headers {
  const own = cookies.split(/; */).filter((cookie) => cookie.split('=')[0]?.endsWith('colok.session_token'))
  return new Headers({ cookie: own.join('; '), 'x-colok-address': address })
}

export interface NewApp {
  /** For the QR code. */
  readonly uri: string
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

type WithPassword<T> = Locked | { readonly kind: 'wrong' } | { readonly kind: 'done'; readonly value: T }

/** Does what asks for one's password. Whoever has found a telephone guesses it no more often there than at sign-in. */
async function withPassword<T>(
  services: Services,
  { userId, from }: { readonly userId: string; readonly from: From },
  work: () => Promise<T | undefined>,
): Promise<WithPassword<T>> {
  const attempt = { account: `user:${userId}`, address: from.address }
  const begun = await beginAttempt(services, attempt)
  if (begun.kind === 'locked') return begun
  const value = await work()
  if (value === undefined) return { kind: 'wrong' }
  await services.writer.write((tx) => succeeded(tx, services, attempt))
  return { kind: 'done', value }
}

/** Begins to set an authenticator app up; `wrong` is a wrong password, too. */
export async function setUpApp(
  services: Services,
  given: { readonly userId: string; readonly password: string; readonly from: From },
): Promise<WithPassword<NewApp>> {
  return withPassword(services, given, async () => {
    const auth = await services.signIns.auth()
    const body = { password: given.password, method: 'totp' } as const
    const headers = sessionHeaders(given.from)
    const made = await unlessRefused(auth.api.enableTwoFactor({ body, headers }))
    if (made === undefined || made.method !== 'totp') return undefined
    const { totpURI: uri, backupCodes: recoveryCodes } = made
    return { uri, secret: new URL(uri).searchParams.get('secret') ?? '', recoveryCodes }
  })
}

/** Whether a code is one that the person's app shows now, given for the first time. The first one switches the app on. */
export async function isAppCode(
  services: Services,
  { userId, code, from }: { readonly userId: string; readonly code: string; readonly from: From },
): Promise<boolean> {
  if (!(await services.writer.write((tx) => firstUseOf(tx, services, { userId, code })))) return false
  const auth = await services.signIns.auth()
  const headers = sessionHeaders(from)
  return (await unlessRefused(auth.api.verifyTOTP({ body: { code }, headers }))) !== undefined
}

export async function hasApp(services: Services, userId: string): Promise<boolean> {
  const found = await first(
    services.read,
    'select 1 as found from two_factor where user_id = ? and verified = 1',
    [userId],
  )
  return found !== undefined
}

/** Takes a new password from whoever knows the present one. Every other sign-in of the person ends. */
export async function changePassword(
  services: Services,
  given: {
    readonly userId: string
    readonly signInId: string
    readonly present: string
    readonly next: string
    readonly from: From
  },
): Promise<WithPassword<true>> {
  return withPassword(services, given, async () => {
    const auth = await services.signIns.auth()
    const body = { currentPassword: given.present, newPassword: given.next }
    const headers = sessionHeaders(given.from)
    if ((await unlessRefused(auth.api.changePassword({ body, headers }))) === undefined) return undefined
    await services.writer.write(async (tx) => {
      await tx.run('delete from user_session where user_id = ? and id <> ?', [given.userId, given.signInId])
      await revokeResetLinks(tx, services, given.userId)
    })
    return true
  })
}

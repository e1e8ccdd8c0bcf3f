import { toIso } from '@colok/shared/time'
import { isAPIError } from 'better-auth/api'
import { first, type Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'
import { recordActivity } from '../activity/commands.ts'
import { addressesOf } from '../messages/address.ts'
import { firstUseOf, type IssueResult, issueCode, redeemCode } from './codes.ts'
import { beginAttempt, succeeded } from './throttle.ts'

/** Where a request comes from, and which cookies it carries. */
export interface From {
  readonly address: string
  readonly userAgent: string
  /** The Cookie header, as it came. */
  readonly cookies: string
}

export type Locked = { readonly kind: 'locked'; readonly retryAfterMs: number }
type Cookies = { readonly setCookies: readonly string[] }

/** How long a code that was given lets somebody do what asks for one. */
const freshForMs = 10 * 60_000

/** What better-auth is to know of a request: the cookie of its own step, and never an older session's. */
function headersFor(from: From): Headers {
  const own = from.cookies.split(/; */).filter((cookie) => cookie.split('=')[0]?.endsWith('colok.two_factor'))
  return new Headers({
    cookie: own.join('; '),
    'user-agent': from.userAgent.slice(0, 300),
    'x-colok-address': from.address,
  })
}

/** A response's cookies as a browser would send them. */
const asCookies = (setCookies: readonly string[]) =>
  setCookies.map((cookie) => cookie.split(';')[0] ?? '').join('; ')

/** Undefined for what better-auth refuses; what it does not expect goes through. */
export async function unlessRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return undefined
    throw error
  }
}

export type PasswordResult =
  | Locked
  | { readonly kind: 'wrong' }
  | ({ readonly kind: 'codeNeeded'; readonly sent: IssueResult } & Cookies)

/**
 * The first step: e-mail and password. The second one is a code, always. Whether there is such a person cannot be told
 * from the answer, nor from the work that it takes.
 */
export async function givePassword(
  services: Services,
  given: {
    readonly email: string
    readonly password: string
    readonly from: From
    readonly language: Language
  },
): Promise<PasswordResult> {
  const { password, from } = given
  const email = given.email.trim().toLowerCase()
  const attempt = { account: email, address: from.address }
  const begun = await beginAttempt(services, attempt)
  if (begun.kind === 'locked') return begun
  const auth = await services.signIns.auth()
  const answer = await unlessRefused(
    auth.api.signInEmail({ body: { email, password }, headers: headersFor(from), returnHeaders: true }),
  )
  if (answer === undefined) return { kind: 'wrong' }
  // That of the step, and no other: whoever is signed in here stays so until this sign-in is done, which then ends it.
  const setCookies = answer.headers.getSetCookie().filter((cookie) => /^[^=]*colok\.two_factor=/.test(cookie))
  const pending = await pendingOf(services, { ...from, cookies: asCookies(setCookies) })
  if (pending === undefined) return { kind: 'wrong' }
  await services.writer.write((tx) => succeeded(tx, services, attempt))
  const sent = await sendSignInCode(services, pending, given.language)
  return { kind: 'codeNeeded', sent, setCookies }
}

/** Somebody who has given the right password and waits for a code. */
export interface Pending {
  readonly challenge: string
  readonly userId: string
  readonly email: string | null
  readonly phone: string | null
  /** Whether an authenticator app is set up. */
  readonly hasApp: boolean
}

export async function pendingOf(services: Services, from: From): Promise<Pending | undefined> {
  const auth = await services.signIns.auth()
  const pending = await auth.api.pendingSignIn({ headers: headersFor(from) })
  if (pending === null) return undefined
  const person = await first<{ email: string | null; phone: string | null; hasApp: number }>(
    services.read,
    `select email, phone, (select count(*) from two_factor where user_id = "user".id and verified = 1) as has_app
     from "user" where id = ? and closed_at is null`,
    [pending.userId],
  )
  return person && { ...pending, ...person, hasApp: person.hasApp > 0 }
}

export function sendSignInCode(
  services: Services,
  pending: Pending,
  language: Language,
): Promise<IssueResult> {
  return services.writer.write((tx) =>
    issueCode(tx, services, {
      ...{ purpose: 'signIn', subject: pending.challenge, language },
      addresses: addressesOf(pending),
    }),
  )
}

export type CodeMethod = 'message' | 'app' | 'recovery'
export type CodeResult =
  | Locked
  | { readonly kind: 'wrong' | 'expired' }
  | ({ readonly kind: 'done' } & Cookies)

/** The second step: the code that was sent, or one of the authenticator app, or a recovery code. Each is good once. */
export async function giveCode(
  services: Services,
  given: { readonly method: CodeMethod; readonly code: string; readonly from: From },
): Promise<CodeResult> {
  const { from } = given
  const pending = await pendingOf(services, from)
  if (pending === undefined) return { kind: 'expired' }
  const attempt = { account: `user:${pending.userId}`, address: from.address }
  const begun = await beginAttempt(services, attempt)
  if (begun.kind === 'locked') return begun
  const setCookies = await cookiesFor(services, pending, given)
  if (setCookies === undefined) return { kind: 'wrong' }
  await services.writer.write((tx) => succeeded(tx, services, attempt))
  await signedInBy(services, setCookies, 'password')
  return { kind: 'done', setCookies }
}

/** The cookies of a new session; undefined when the code is not right. */
async function cookiesFor(
  services: Services,
  { userId, challenge }: Pending,
  { method, code, from }: { readonly method: CodeMethod; readonly code: string; readonly from: From },
): Promise<string[] | undefined> {
  const auth = await services.signIns.auth()
  const call = { headers: headersFor(from), returnHeaders: true } as const
  const isGood = await services.writer.write(async (tx) => {
    if (method === 'message') {
      const redeemed = await redeemCode(tx, services, { purpose: 'signIn', subject: challenge, code })
      if (redeemed?.channel === 'whatsapp')
        await tx.run('update "user" set phone_verified = 1 where id = ?', [userId])
      return redeemed !== undefined
    }
    return method === 'app' ? firstUseOf(tx, services, { userId, code }) : true
  })
  if (!isGood) return undefined
  const answer = await unlessRefused<{ headers: Headers }>(
    method === 'message'
      ? auth.api.finishSignIn(call)
      : method === 'app'
        ? auth.api.verifyTOTP({ ...call, body: { code } })
        : auth.api.verifyBackupCode({ ...call, body: { code } }),
  )
  return answer?.headers.getSetCookie()
}

/** Asks for a code to sign in with a phone number. Anybody may: who is not known yet becomes a driver by it. */
export async function askDriverCode(
  services: Services,
  asked: { readonly phone: string; readonly from: From; readonly language: Language },
): Promise<Locked | IssueResult> {
  const { phone, from, language } = asked
  const begun = await beginAttempt(services, { account: `send:${phone}`, address: from.address })
  if (begun.kind === 'locked') return begun
  return services.writer.write((tx) =>
    issueCode(tx, services, {
      ...{ purpose: 'driver', subject: phone, language },
      addresses: addressesOf({ phone, email: null }),
    }),
  )
}

/** Signs a driver in who has the code that was sent to the phone. */
export async function giveDriverCode(
  services: Services,
  given: { readonly phone: string; readonly code: string; readonly from: From; readonly language: Language },
): Promise<CodeResult> {
  const { phone, code, from, language } = given
  const attempt = { account: `phone:${phone}`, address: from.address }
  const begun = await beginAttempt(services, attempt)
  if (begun.kind === 'locked') return begun
  const userId = await services.writer.write(async (tx) => {
    const redeemed = await redeemCode(tx, services, { purpose: 'driver', subject: phone, code })
    if (redeemed === undefined) return undefined
    await succeeded(tx, services, attempt)
    await succeeded(tx, services, { ...attempt, account: `send:${phone}` })
    return driverWith(tx, services, { phone, language })
  })
  if (userId === undefined) return { kind: 'wrong' }
  return { kind: 'done', setCookies: await openSession(services, { userId, from, by: 'phone' }) }
}

/**
 * The person who holds a phone, new or known; undefined for an account that was closed. Whoever only said that it was
 * theirs loses it to whoever has just shown it.
 */
async function driverWith(
  tx: Tx,
  services: Services,
  { phone, language }: { readonly phone: string; readonly language: Language },
): Promise<string | undefined> {
  const now = toIso(services.clock.wallMs())
  await tx.run('update "user" set phone = null where phone = ? and phone_verified = 0', [phone])
  const known = await first<{ id: string; closedAt: string | null }>(
    tx,
    'select id, closed_at from "user" where phone = ?',
    [phone],
  )
  if (known !== undefined) return known.closedAt === null ? known.id : undefined
  const id = services.newId()
  await tx.query
    .insertInto('user')
    .values({ id, name: '', phone, phoneVerified: 1, language, createdAt: now, updatedAt: now })
    .execute()
  return id
}

/** Opens a session for somebody who has just proved who they are; its cookies. */
export async function openSession(
  services: Services,
  { userId, from, by }: { readonly userId: string; readonly from: From; readonly by: 'password' | 'phone' },
): Promise<string[]> {
  const auth = await services.signIns.auth()
  const { headers } = await auth.api.openSession({
    ...{ body: { userId, stays: by === 'phone' }, headers: headersFor(from), returnHeaders: true },
  })
  const setCookies = headers.getSetCookie()
  await signedInBy(services, setCookies, by)
  return setCookies
}

/** Says of a new session how its holder came in. Until then it is a driver's, which is the least. */
async function signedInBy(
  services: Services,
  setCookies: readonly string[],
  by: 'password' | 'phone',
): Promise<void> {
  const value = setCookies.map((cookie) => /colok\.session_token=([^;]+)/.exec(cookie)?.[1]).find(Boolean)
  const signed = decodeURIComponent(value ?? '')
  const token = hashSecret(signed.slice(0, signed.lastIndexOf('.')), services.settings.secret)
  const freshUntil = toIso(services.clock.wallMs() + freshForMs)
  const changed = await services.writer.write(async (tx) => {
    const updated = await tx.run(
      'update user_session set signed_in_by = ?, fresh_until = ? where token = ?',
      [by, freshUntil, token],
    )
    await recordSignIn(tx, services, { token, by })
    return updated
  })
  if (changed !== 1) throw new Error('A session that has just been opened is not there.')
}

/** Who came in, from where: nobody had signed in when it was asked for. */
async function recordSignIn(
  tx: Tx,
  services: Services,
  { token, by }: { readonly token: string; readonly by: 'password' | 'phone' },
): Promise<void> {
  const session = await first<{ userId: string; name: string; ipAddress: string | null }>(
    tx,
    `select user_id, name, ip_address from user_session join "user" on "user".id = user_id where token = ?`,
    [token],
  )
  if (session === undefined) return
  const { userId: actorId, name: actor, ipAddress: address } = session
  await recordActivity(tx, services, {
    ...{ actor, action: 'person.signedIn', subject: `user:${actorId}`, detail: { by } },
    origin: { actorKind: 'user', actorId, actor, channel: 'page', address, request: null },
  })
}

/** Sends a code that is asked for before money is moved or keys are made. */
export async function askFreshCode(
  services: Services,
  asked: { readonly userId: string; readonly signInId: string },
): Promise<IssueResult> {
  const person = await first<{ email: string | null; phone: string | null; language: Language }>(
    services.read,
    'select email, phone, language from "user" where id = ?',
    [asked.userId],
  )
  if (person === undefined) return { kind: 'noChannel' }
  const { language } = person
  return services.writer.write((tx) =>
    issueCode(tx, services, {
      ...{ purpose: 'fresh', subject: asked.signInId, addresses: addressesOf(person), language },
    }),
  )
}

export type FreshResult =
  | Locked
  | { readonly kind: 'wrong' }
  | { readonly kind: 'fresh'; readonly until: string }

/** For the next minutes this sign-in may do what asks for a fresh code. */
export async function giveFreshCode(
  services: Services,
  given: {
    readonly userId: string
    readonly signInId: string
    readonly code: string
    readonly from: From
    /** Asks the authenticator app's code instead of the one that was sent. */
    readonly isGoodApp?: () => Promise<boolean>
  },
): Promise<FreshResult> {
  const { userId, signInId, code, from, isGoodApp } = given
  const attempt = { account: `user:${userId}`, address: from.address }
  const begun = await beginAttempt(services, attempt)
  if (begun.kind === 'locked') return begun
  if (isGoodApp !== undefined && !(await isGoodApp())) return { kind: 'wrong' }
  return services.writer.write(async (tx) => {
    const use = { purpose: 'fresh', subject: signInId, code } as const
    if (isGoodApp === undefined && (await redeemCode(tx, services, use)) === undefined)
      return { kind: 'wrong' }
    await succeeded(tx, services, attempt)
    const until = toIso(services.clock.wallMs() + freshForMs)
    await tx.run('update user_session set fresh_until = ? where id = ?', [until, signInId])
    return { kind: 'fresh', until }
  })
}

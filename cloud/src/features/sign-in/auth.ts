import { hkdfSync } from 'node:crypto'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { z } from 'zod'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'
import { authAdapter } from './auth-adapter.ts'

export interface AuthOptions extends Pick<Services, 'writer' | 'read' | 'clock' | 'newId' | 'log'> {
  readonly secret: string
  readonly publicUrl: string
  /** The time that better-auth reads by itself. */
  readonly platformMs: () => number
}

/** Who works with it signs in each day; a driver's phone stays signed in. */
const workingDayS = 12 * 3600
const quarterS = 90 * 24 * 3600

/** Between the password and the code. */
const secondStepS = 600

const shortestPassword = 10
const longestPassword = 128

/**
 * better-auth, used as a library: nothing of it is mounted, our own routes call it. It keeps passwords, the step between
 * password and code, authenticator apps, recovery codes, sessions and their cookies. Codes that are sent, limits on
 * attempts, links and roles are ours.
 */
export function createAuth(options: AuthOptions) {
  const { secret, publicUrl, newId, log } = options
  return betterAuth({
    appName: 'Colok',
    baseURL: publicUrl,
    // Its own key, so that nothing signed here is good for anything else.
    secret: Buffer.from(hkdfSync('sha256', secret, '', 'colok sign-in', 32)).toString('base64'),
    database: authAdapter(options),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: {
      level: 'error',
      log: (_level, message) => log.error({ message: String(message) }, 'sign-in'),
    },
    advanced: {
      cookiePrefix: 'colok',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      database: { generateId: () => newId() },
      // Our routes hand over where a request comes from under this name.
      ipAddress: { ipAddressHeaders: ['x-colok-address'] },
    },
    user: { modelName: 'user' },
    session: { modelName: 'userSession', expiresIn: workingDayS, disableSessionRefresh: true },
    account: { modelName: 'userAccount' },
    verification: { storeIdentifier: { hash: async (text: string) => hashSecret(text, secret) } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
    },
    plugins: [
      twoFactor({ issuer: 'Colok', twoFactorCookieMaxAge: secondStepS }),
      {
        id: 'colok',
        endpoints: { pendingSignIn: pendingSignIn(options), finishSignIn, openSession: openSession(options) },
      },
    ],
  })
}

export type Auth = ReturnType<typeof createAuth>

const pendingCookie = 'two_factor'

/** Who has given the right password and not yet a code, by the cookie of that step. */
const pendingSignIn = ({ platformMs }: AuthOptions) =>
  createAuthEndpoint.serverOnly({ method: 'GET' }, async (ctx) => {
    const cookie = ctx.context.createAuthCookie(pendingCookie)
    const challenge = await ctx.getSignedCookie(cookie.name, ctx.context.secret)
    if (!challenge) return null
    const pending = await ctx.context.internalAdapter.findVerificationValue(challenge)
    if (!pending || pending.expiresAt.getTime() <= platformMs()) return null
    return { challenge, userId: pending.value }
  })

/** Ends that step: whoever calls has seen that the code is right. Of two at once one gets a session. */
const finishSignIn = createAuthEndpoint.serverOnly({ method: 'POST' }, async (ctx) => {
  const cookie = ctx.context.createAuthCookie(pendingCookie)
  const challenge = await ctx.getSignedCookie(cookie.name, ctx.context.secret)
  const consumed = challenge ? await ctx.context.internalAdapter.consumeVerificationValue(challenge) : null
  const user = consumed ? await ctx.context.internalAdapter.findUserById(consumed.value) : null
  if (!user) throw new APIError('UNAUTHORIZED')
  const session = await ctx.context.internalAdapter.createSession(user.id)
  await setSessionCookie(ctx, { session, user })
  ctx.setCookie(cookie.name, '', { ...cookie.attributes, maxAge: 0 })
  return { userId: user.id }
})

/** A session for somebody who has proved who they are in another way: by a code sent to a phone, or a link. */
const openSession = ({ platformMs }: AuthOptions) =>
  createAuthEndpoint.serverOnly(
    { method: 'POST', body: z.object({ userId: z.string(), stays: z.boolean() }) },
    async (ctx) => {
      const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
      if (!user) throw new APIError('UNAUTHORIZED')
      const lastsS = ctx.body.stays ? quarterS : workingDayS
      const expiresAt = new Date(platformMs() + lastsS * 1000)
      const session = await ctx.context.internalAdapter.createSession(user.id, false, { expiresAt }, true)
      await setSessionCookie(ctx, { session, user }, false, { maxAge: lastsS })
      return { userId: user.id }
    },
  )
